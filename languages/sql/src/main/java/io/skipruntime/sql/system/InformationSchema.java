package io.skipruntime.sql.system;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SystemTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of {@code information_schema}, the description of tables that SQL itself has. */
final class InformationSchema {

  /** The name of the schema. */
  static final String NAME = "information_schema";

  static final CatalogTable SCHEMATA =
      CatalogTable.of(
          NAME,
          "schemata",
          "catalog_name:text schema_name:text schema_owner:text=skip"
              + " default_character_set_catalog:text default_character_set_schema:text"
              + " default_character_set_name:text sql_path:text");

  static final CatalogTable TABLES =
      CatalogTable.of(
          NAME,
          "tables",
          "table_catalog:text table_schema:text table_name:text table_type:text"
              + " self_referencing_column_name:text reference_generation:text"
              + " user_defined_type_catalog:text user_defined_type_schema:text"
              + " user_defined_type_name:text is_insertable_into:text=NO is_typed:text=NO"
              + " commit_action:text");

  static final CatalogTable COLUMNS =
      CatalogTable.of(
          NAME,
          "columns",
          "table_catalog:text table_schema:text table_name:text column_name:text"
              + " ordinal_position:int column_default:text is_nullable:text data_type:text"
              + " character_maximum_length:int character_octet_length:int numeric_precision:int"
              + " numeric_precision_radix:int numeric_scale:int datetime_precision:int"
              + " interval_type:text collation_name:text domain_name:text udt_catalog:text"
              + " udt_schema:text=pg_catalog udt_name:text is_identity:text=NO"
              + " is_generated:text=NEVER is_updatable:text=NO");

  static final CatalogTable CONSTRAINTS =
      CatalogTable.of(
          NAME,
          "table_constraints",
          "constraint_catalog:text constraint_schema:text constraint_name:text table_catalog:text"
              + " table_schema:text table_name:text constraint_type:text is_deferrable:text=NO"
              + " initially_deferred:text=NO enforced:text=YES");

  static final CatalogTable KEYS =
      CatalogTable.of(
          NAME,
          "key_column_usage",
          "constraint_catalog:text constraint_schema:text constraint_name:text table_catalog:text"
              + " table_schema:text table_name:text column_name:text ordinal_position:int"
              + " position_in_unique_constraint:int");

  static final CatalogTable VIEWS =
      CatalogTable.of(
          NAME,
          "views",
          "table_catalog:text table_schema:text table_name:text view_definition:text"
              + " check_option:text=NONE is_updatable:text=NO is_insertable_into:text=NO");

  static final List<CatalogTable> ALL =
      List.of(SCHEMATA, TABLES, COLUMNS, CONSTRAINTS, KEYS, VIEWS);

  private InformationSchema() {}

  /**
   * The tables with their rows.
   *
   * @param schemas the names of all schemas
   * @param tables all tables
   */
  static List<SystemTable> of(String database, List<String> schemas, List<DescribedTable> tables) {
    return List.of(
        SCHEMATA.with(() ->
            schemas.stream()
                .map(name -> SCHEMATA.row(Map.of("catalog_name", database, "schema_name", name)))
                .toList()),
        TABLES.with(() -> tables.stream().map(each -> TABLES.row(table(database, each))).toList()),
        COLUMNS.with(() -> columns(database, tables)),
        CONSTRAINTS.with(() ->
            tables.stream()
                .filter(DescribedTable::hasKey)
                .map(each -> CONSTRAINTS.row(constraint(database, each)))
                .toList()),
        KEYS.with(() -> keys(database, tables)),
        VIEWS.with(() ->
            tables.stream()
                .filter(DescribedTable::isView)
                .map(each -> VIEWS.row(place(database, each)))
                .toList()));
  }

  private static Map<String, Object> place(String database, DescribedTable table) {
    Map<String, Object> row = new HashMap<>();
    row.put("table_catalog", database);
    row.put("table_schema", table.schema());
    row.put("table_name", table.name());
    return row;
  }

  private static Map<String, Object> table(String database, DescribedTable table) {
    Map<String, Object> row = place(database, table);
    row.put("table_type", table.isView() ? "VIEW" : "BASE TABLE");
    return row;
  }

  private static Map<String, Object> named(String database, DescribedTable table) {
    Map<String, Object> row = place(database, table);
    row.put("constraint_catalog", database);
    row.put("constraint_schema", table.schema());
    row.put("constraint_name", table.indexName());
    return row;
  }

  private static Map<String, Object> constraint(String database, DescribedTable table) {
    Map<String, Object> row = named(database, table);
    row.put("constraint_type", "PRIMARY KEY");
    return row;
  }

  private static List<@Nullable Object[]> columns(String database, List<DescribedTable> tables) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (DescribedTable table : tables) {
      for (int i = 0; i < table.columns().size(); i++) {
        Column column = table.columns().get(i);
        Map<String, Object> row = place(database, table);
        row.put("column_name", column.name());
        row.put("ordinal_position", (long) i + 1);
        row.put("is_nullable", column.isNullable() ? "YES" : "NO");
        row.put("data_type", column.type().postgres());
        row.put("udt_catalog", database);
        row.put("udt_name", PostgresTypes.name(column.type().oid()));
        rows.add(COLUMNS.row(row));
      }
    }
    return rows;
  }

  private static List<@Nullable Object[]> keys(String database, List<DescribedTable> tables) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (DescribedTable table : tables) {
      for (int i = 0; i < table.keys(); i++) {
        Map<String, Object> row = named(database, table);
        row.put("column_name", table.columns().get(i).name());
        row.put("ordinal_position", (long) i + 1);
        rows.add(KEYS.row(row));
      }
    }
    return rows;
  }
}
