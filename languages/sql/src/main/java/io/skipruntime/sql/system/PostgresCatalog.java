package io.skipruntime.sql.system;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SystemCatalog;
import io.skipruntime.sql.catalog.SystemTable;
import io.skipruntime.sql.catalog.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of PostgreSQL for the tables of a service: the schemas {@code pg_catalog} and {@code
 * information_schema}, and the functions that go with them. Clients find the collections in the
 * schema {@code public}; the columns of a key are shown as the primary key. Immutable.
 *
 * <p>A table has the number {@code 16384} or a greater even one, and the index of its key the next.
 * Tables of the system have smaller numbers, and no index.
 */
public final class PostgresCatalog {

  private static final long FIRST_OF_SYSTEM = 1_000;
  private static final long FIRST_OF_INFORMATION = 13_000;
  private static final long FIRST_OF_OTHERS = 15_000;

  /** The least number of a collection's table. */
  static final long FIRST_OF_PUBLIC = 16_384;

  private static final long OWNER = 10;
  private static final long BTREE = 403;

  private static final Map<String, Long> SCHEMAS =
      Map.of("pg_catalog", 11L, "public", 2_200L, InformationSchema.NAME, 13_001L, "skip", 14_000L);

  private final CatalogSession session;
  private final List<DescribedTable> tables;

  private PostgresCatalog(CatalogSession session, List<DescribedTable> tables) {
    this.session = session;
    this.tables = tables;
  }

  /**
   * The catalog of collections and of other tables of the system.
   *
   * @param collections the tables of the collections
   * @param others the other tables, in the schema {@code skip}; the result has them, too
   * @param session the connection that asks
   */
  public static SystemCatalog of(
      List<Table> collections, List<SystemTable> others, CatalogSession session) {
    List<DescribedTable> all = new ArrayList<>();
    for (Table table : collections) {
      all.add(
          new DescribedTable(
              FIRST_OF_PUBLIC + 2L * all.size(),
              "public",
              table.name(),
              false,
              table.columns(),
              table.keys().readers().size()));
    }
    int collectionCount = all.size();
    for (SystemTable table : others) {
      long oid = FIRST_OF_OTHERS + 2L * (all.size() - collectionCount);
      all.add(new DescribedTable(oid, table.schema(), table.name(), true, table.columns(), 0));
    }
    addOwn(all);
    PostgresCatalog catalog = new PostgresCatalog(session, List.copyOf(all));
    List<SystemTable> systemTables = new ArrayList<>(others);
    systemTables.addAll(catalog.postgresTables());
    systemTables.addAll(
        InformationSchema.of(session.database(), SCHEMAS.keySet().stream().sorted().toList(), all));
    return new SystemCatalog(systemTables, new SystemFunctions(session, catalog.tables).all());
  }

  private static void addOwn(List<DescribedTable> all) {
    List<CatalogTable> own = new ArrayList<>(PostgresTables.EMPTY);
    own.addAll(
        List.of(
            PostgresTables.NAMESPACE,
            PostgresTables.CLASS,
            PostgresTables.ATTRIBUTE,
            PostgresTables.TYPE,
            PostgresTables.INDEX,
            PostgresTables.CONSTRAINT,
            PostgresTables.DATABASE,
            PostgresTables.ROLES,
            PostgresTables.ACCESS_METHOD,
            PostgresTables.SETTINGS));
    addSystem(own, FIRST_OF_SYSTEM, false, all);
    addSystem(InformationSchema.ALL, FIRST_OF_INFORMATION + 2, true, all);
  }

  private static void addSystem(
      List<CatalogTable> own, long first, boolean areViews, List<DescribedTable> all) {
    long oid = first;
    for (CatalogTable each : own) {
      all.add(new DescribedTable(oid, each.schema(), each.name(), areViews, each.columns(), 0));
      oid += 2;
    }
  }

  private List<SystemTable> postgresTables() {
    List<SystemTable> all = new ArrayList<>();
    PostgresTables.EMPTY.forEach(each -> all.add(each.with(List::of)));
    all.add(PostgresTables.NAMESPACE.with(PostgresCatalog::namespaces));
    all.add(PostgresTables.CLASS.with(this::classes));
    all.add(PostgresTables.ATTRIBUTE.with(this::attributes));
    all.add(PostgresTables.TYPE.with(PostgresTypes::rows));
    all.add(PostgresTables.INDEX.with(this::indexes));
    all.add(PostgresTables.CONSTRAINT.with(this::constraints));
    all.add(
        PostgresTables.DATABASE.with(() ->
            List.<@Nullable Object[]>of(
                PostgresTables.DATABASE.row(Map.of("oid", 1L, "datname", session.database())))));
    all.add(
        PostgresTables.ROLES.with(() ->
            List.<@Nullable Object[]>of(
                PostgresTables.ROLES.row(Map.of("oid", OWNER, "rolname", session.user())))));
    all.add(
        PostgresTables.ACCESS_METHOD.with(() ->
            List.of(
                PostgresTables.ACCESS_METHOD.row(
                    Map.of("oid", 2L, "amname", "heap", "amtype", "t")),
                PostgresTables.ACCESS_METHOD.row(
                    Map.of("oid", BTREE, "amname", "btree", "amtype", "i")))));
    all.add(PostgresTables.SETTINGS.with(this::settings));
    return all;
  }

  private static List<@Nullable Object[]> namespaces() {
    return SCHEMAS.entrySet().stream()
        .map(each ->
            PostgresTables.NAMESPACE.row(Map.of("oid", each.getValue(), "nspname", each.getKey())))
        .toList();
  }

  private static Long namespace(DescribedTable table) {
    return SCHEMAS.getOrDefault(table.schema(), 0L);
  }

  private List<@Nullable Object[]> classes() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (DescribedTable table : tables) {
      Map<String, Object> row = new HashMap<>();
      row.put("oid", table.oid());
      row.put("relname", table.name());
      row.put("relnamespace", namespace(table));
      row.put("relkind", table.isView() ? "v" : "r");
      row.put("relam", table.isView() ? 0L : 2L);
      row.put("reltuples", -1.0);
      row.put("relnatts", (long) table.columns().size());
      row.put("relhasindex", table.hasKey());
      rows.add(PostgresTables.CLASS.row(row));
      if (table.hasKey()) {
        row.put("oid", table.indexOid());
        row.put("relname", table.indexName());
        row.put("relkind", "i");
        row.put("relam", BTREE);
        row.put("relnatts", (long) table.keys());
        row.put("relhasindex", false);
        row.put("relreplident", "n");
        rows.add(PostgresTables.CLASS.row(row));
      }
    }
    return rows;
  }

  private List<@Nullable Object[]> attributes() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (DescribedTable table : tables) {
      addAttributes(table.oid(), table.columns(), rows);
      addAttributes(table.indexOid(), table.columns().subList(0, table.keys()), rows);
    }
    return rows;
  }

  private static void addAttributes(long oid, List<Column> columns, List<@Nullable Object[]> rows) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      rows.add(
          PostgresTables.ATTRIBUTE.row(
              Map.of(
                  "attrelid",
                  oid,
                  "attname",
                  column.name(),
                  "atttypid",
                  (long) column.type().oid(),
                  "attlen",
                  PostgresTypes.length(column.type()),
                  "attnum",
                  (long) i + 1,
                  "attnotnull",
                  !column.isNullable())));
    }
  }

  /** The numbers of the columns of a key. */
  private static List<Long> numbers(int count) {
    return LongStream.rangeClosed(1, count).boxed().toList();
  }

  private List<@Nullable Object[]> indexes() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (DescribedTable table : tables) {
      if (table.hasKey()) {
        rows.add(
            PostgresTables.INDEX.row(
                Map.of(
                    "indexrelid", table.indexOid(),
                    "indrelid", table.oid(),
                    "indnatts", (long) table.keys(),
                    "indnkeyatts", (long) table.keys(),
                    "indkey", numbers(table.keys()),
                    "indoption", Collections.nCopies(table.keys(), 0L))));
      }
    }
    return rows;
  }

  private List<@Nullable Object[]> constraints() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (DescribedTable table : tables) {
      if (table.hasKey()) {
        rows.add(
            PostgresTables.CONSTRAINT.row(
                Map.of(
                    "oid", table.indexOid(),
                    "conname", table.indexName(),
                    "connamespace", namespace(table),
                    "conrelid", table.oid(),
                    "conindid", table.indexOid(),
                    "conkey", numbers(table.keys()))));
      }
    }
    return rows;
  }

  private List<@Nullable Object[]> settings() {
    return session.settings().entrySet().stream()
        .map(each ->
            PostgresTables.SETTINGS.row(Map.of("name", each.getKey(), "setting", each.getValue())))
        .toList();
  }
}
