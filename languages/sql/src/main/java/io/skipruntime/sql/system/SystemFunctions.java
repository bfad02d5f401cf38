package io.skipruntime.sql.system;

import io.skipruntime.sql.catalog.SqlException;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.SystemFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The functions of PostgreSQL that tell of the connection and of what the catalog describes. Of
 * what a service does not have, such as comments, they tell NULL.
 */
final class SystemFunctions {

  private final CatalogSession session;
  private final List<DescribedTable> tables;
  private final List<SystemFunction> all = new ArrayList<>();

  SystemFunctions(CatalogSession session, List<DescribedTable> tables) {
    this.session = session;
    this.tables = tables;
  }

  /** All functions. */
  List<SystemFunction> all() {
    addConnection();
    addAlwaysTrue();
    addUnknown();
    addNames();
    addDefinitions();
    return List.copyOf(all);
  }

  private void add(String name, int least, int most, SqlType type, SystemFunction.Body body) {
    all.add(new SystemFunction(name, least, most, type, body));
  }

  private void addConnection() {
    add("current_database", 0, 0, SqlType.TEXT, none -> session.database());
    add("current_catalog", 0, 0, SqlType.TEXT, none -> session.database());
    add("current_schema", 0, 0, SqlType.TEXT, none -> "public");
    add("current_schemas", 1, 1, SqlType.TEXT_ARRAY, SystemFunctions::searched);
    add("current_user", 0, 0, SqlType.TEXT, none -> session.user());
    add("session_user", 0, 0, SqlType.TEXT, none -> session.user());
    add(
        "version",
        0,
        0,
        SqlType.TEXT,
        none -> "PostgreSQL " + CatalogSession.VERSION + " (Skip for the JVM)");
    add("pg_backend_pid", 0, 0, SqlType.INTEGER, none -> session.number());
    add("pg_is_in_recovery", 0, 0, SqlType.BOOLEAN, none -> false);
    add("inet_server_addr", 0, 0, SqlType.TEXT, none -> null);
    add("inet_server_port", 0, 0, SqlType.INTEGER, none -> null);
    add("pg_my_temp_schema", 0, 0, SqlType.BIGINT, none -> 0L);
    add("current_setting", 1, 2, SqlType.TEXT, this::setting);
    add("set_config", 3, 3, SqlType.TEXT, arguments -> arguments[1]);
  }

  /** The schemas that names are looked for in, with that of the system if it is asked for. */
  private static @Nullable Object searched(@Nullable Object[] arguments) {
    if (arguments[0] == null) {
      return null;
    }
    return Boolean.TRUE.equals(arguments[0]) ? List.of("pg_catalog", "public") : List.of("public");
  }

  private @Nullable Object setting(@Nullable Object[] arguments) {
    if (arguments[0] == null) {
      return null;
    }
    String value = session.settings().get(text(arguments[0]).toLowerCase(Locale.ROOT));
    if (value == null && !(arguments.length > 1 && Boolean.TRUE.equals(arguments[1]))) {
      throw SqlException.of(
          "42704", "unrecognized configuration parameter \"" + text(arguments[0]) + "\"");
    }
    return value;
  }

  private void addAlwaysTrue() {
    List.of(
            "has_table_privilege",
            "has_schema_privilege",
            "has_database_privilege",
            "has_column_privilege",
            "has_any_column_privilege",
            "has_function_privilege")
        .forEach(name -> add(name, 2, 4, SqlType.BOOLEAN, arguments -> true));
    add("pg_type_is_visible", 1, 1, SqlType.BOOLEAN, arguments -> true);
    add("pg_function_is_visible", 1, 1, SqlType.BOOLEAN, arguments -> true);
    add("pg_table_is_visible", 1, 1, SqlType.BOOLEAN, arguments -> isVisible(arguments[0]));
    add("pg_relation_is_publishable", 1, 1, SqlType.BOOLEAN, arguments -> false);
  }

  private boolean isVisible(@Nullable Object oid) {
    return table(oid)
        .filter(each -> each.schema().equals("public") || each.schema().equals("pg_catalog"))
        .isPresent();
  }

  private void addUnknown() {
    List.of(
            "obj_description",
            "col_description",
            "shobj_description",
            "pg_get_expr",
            "pg_get_viewdef",
            "pg_get_ruledef",
            "pg_get_triggerdef",
            "pg_get_functiondef",
            "pg_get_function_result",
            "pg_get_function_arguments",
            "pg_get_function_identity_arguments",
            "pg_get_partkeydef",
            "pg_get_serial_sequence",
            "pg_get_statisticsobjdef_columns",
            "pg_tablespace_location")
        .forEach(name -> add(name, 1, 3, SqlType.TEXT, arguments -> null));
    List.of("pg_table_size", "pg_relation_size", "pg_total_relation_size", "pg_indexes_size")
        .forEach(name -> add(name, 1, 2, SqlType.BIGINT, arguments -> 0L));
    add("pg_database_size", 1, 1, SqlType.BIGINT, arguments -> 0L);
    add("pg_size_pretty", 1, 1, SqlType.TEXT, arguments -> arguments[0] + " bytes");
  }

  private void addNames() {
    add("pg_get_userbyid", 1, 1, SqlType.TEXT, arguments -> session.user());
    add("pg_encoding_to_char", 1, 1, SqlType.TEXT, arguments -> "UTF8");
    add(
        "quote_ident",
        1,
        1,
        SqlType.TEXT,
        arguments -> arguments[0] == null ? null : Identifiers.quoted(text(arguments[0])));
    add(
        "format_type",
        2,
        2,
        SqlType.TEXT,
        arguments -> number(arguments[0]).map(PostgresTypes::title).orElse(null));
    add(
        "regtype_name",
        1,
        1,
        SqlType.TEXT,
        arguments -> number(arguments[0]).map(PostgresTypes::title).orElse(null));
    add(
        "to_regtype",
        1,
        1,
        SqlType.BIGINT,
        arguments ->
            arguments[0] == null ? null : PostgresTypes.oid(text(arguments[0])).orElse(null));
    add("regclass_name", 1, 1, SqlType.TEXT, arguments -> relation(arguments[0]));
    add("to_regclass", 1, 1, SqlType.BIGINT, arguments -> oid(arguments[0]));
    add("to_regproc", 1, 1, SqlType.TEXT, SystemFunctions::bare);
    add("regproc_name", 1, 1, SqlType.TEXT, SystemFunctions::bare);
    add("regnamespace_name", 1, 1, SqlType.TEXT, SystemFunctions::bare);
    add("to_regnamespace", 1, 1, SqlType.TEXT, SystemFunctions::bare);
    add("regrole_name", 1, 1, SqlType.TEXT, arguments -> session.user());
    add("to_regrole", 1, 1, SqlType.BIGINT, arguments -> 10L);
  }

  private static @Nullable Object bare(@Nullable Object[] arguments) {
    return arguments[0] == null
        ? null
        : text(arguments[0]).substring(text(arguments[0]).lastIndexOf('.') + 1);
  }

  private void addDefinitions() {
    add("pg_get_indexdef", 1, 3, SqlType.TEXT, this::index);
    add(
        "pg_get_constraintdef",
        1,
        2,
        SqlType.TEXT,
        arguments ->
            number(arguments[0])
                .flatMap(this::withIndex)
                .map(table -> "PRIMARY KEY (" + table.keyColumns() + ")")
                .orElse(null));
  }

  private @Nullable Object index(@Nullable Object[] arguments) {
    Optional<DescribedTable> found = number(arguments[0]).flatMap(this::withIndex);
    if (found.isEmpty()) {
      return null;
    }
    DescribedTable table = found.get();
    int column = arguments.length > 1 ? number(arguments[1]).orElse(0L).intValue() : 0;
    if (column > 0) {
      return column <= table.keys()
          ? Identifiers.quoted(table.columns().get(column - 1).name())
          : "";
    }
    return "CREATE UNIQUE INDEX "
        + Identifiers.quoted(table.indexName())
        + " ON "
        + table.schema()
        + "."
        + Identifiers.quoted(table.name())
        + " USING btree ("
        + table.keyColumns()
        + ")";
  }

  private Optional<DescribedTable> withIndex(long oid) {
    return tables.stream().filter(each -> each.hasKey() && each.indexOid() == oid).findAny();
  }

  private Optional<DescribedTable> table(@Nullable Object oid) {
    Optional<Long> number = number(oid);
    return tables.stream()
        .filter(each ->
            number
                .filter(n -> n == each.oid() || (each.hasKey() && n == each.indexOid()))
                .isPresent())
        .findAny();
  }

  /** The name of the table or index of a number; the number if there is none. */
  private @Nullable String relation(@Nullable Object oid) {
    if (oid instanceof String text && number(oid).isEmpty()) {
      return text;
    }
    return table(oid)
        .map(each ->
            number(oid).orElse(0L) == each.oid()
                ? Identifiers.quoted(each.name())
                : Identifiers.quoted(each.indexName()))
        .orElse(oid == null ? null : text(oid));
  }

  private @Nullable Object oid(@Nullable Object name) {
    if (name == null) {
      return null;
    }
    if (number(name).isPresent()) {
      return number(name).get();
    }
    String bare = text(name).replace("\"", "");
    return tables.stream()
        .filter(each ->
            bare.equalsIgnoreCase(each.schema() + "." + each.name())
                || (bare.equalsIgnoreCase(each.name()) && isVisible(each.oid())))
        .map(each -> (Object) each.oid())
        .findFirst()
        .orElseThrow(() ->
            SqlException.of(
                SqlException.UNKNOWN_TABLE, "relation \"" + bare + "\" does not exist"));
  }

  private static String text(Object value) {
    return String.valueOf(value);
  }

  private static Optional<Long> number(@Nullable Object value) {
    return switch (value) {
      case Long number -> Optional.of(number);
      case String text when text.matches("[0-9]{1,18}") -> Optional.of(Long.valueOf(text));
      case null, default -> Optional.empty();
    };
  }
}
