package io.skipruntime.sql.system;

import io.skipruntime.sql.catalog.Column;
import io.skipruntime.sql.catalog.SqlType;
import io.skipruntime.sql.catalog.SystemTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a table of the catalog: its columns, and the value that a row has in each unless the
 * row says another. Immutable.
 *
 * @param schema name of the schema that it is in
 * @param name its name
 * @param columns its columns
 * @param usual the values of rows that say none, where these are not NULL
 */
record CatalogTable(String schema, String name, List<Column> columns, Map<String, Object> usual) {

  private static final Map<String, SqlType> TYPES =
      Map.ofEntries(
          Map.entry("oid", SqlType.BIGINT),
          Map.entry("oid[]", SqlType.BIGINT_ARRAY),
          Map.entry("int", SqlType.INTEGER),
          Map.entry("int[]", SqlType.INTEGER_ARRAY),
          Map.entry("long", SqlType.BIGINT),
          Map.entry("text", SqlType.TEXT),
          Map.entry("text[]", SqlType.TEXT_ARRAY),
          Map.entry("bool", SqlType.BOOLEAN),
          Map.entry("double", SqlType.DOUBLE),
          Map.entry("time", SqlType.TIMESTAMPTZ),
          Map.entry("json", SqlType.JSON));

  /**
   * The table that a text describes: names of columns, each with a colon and its type, and where
   * there is one an equals sign and its usual value.
   */
  static CatalogTable of(String schema, String name, String description) {
    List<Column> columns = new ArrayList<>();
    Map<String, Object> usual = new HashMap<>();
    for (String each : description.strip().split("\\s+", -1)) {
      int colon = each.indexOf(':');
      int equals = each.indexOf('=');
      String column = each.substring(0, colon);
      String typeName = each.substring(colon + 1, equals < 0 ? each.length() : equals);
      SqlType type = TYPES.get(typeName);
      if (type == null) {
        throw new IllegalArgumentException(typeName + " is no type of a column");
      }
      columns.add(new Column(column, type, true));
      if (equals >= 0) {
        usual.put(column, value(each.substring(equals + 1), type));
      }
    }
    return new CatalogTable(schema, name, List.copyOf(columns), Map.copyOf(usual));
  }

  private static Object value(String text, SqlType type) {
    return switch (type) {
      case BOOLEAN -> text.equals("t");
      case TEXT -> text;
      default -> Long.valueOf(text);
    };
  }

  /** The row with some values. */
  @Nullable Object[] row(Map<String, ? extends @Nullable Object> values) {
    @Nullable Object[] row = new Object[columns.size()];
    int known = 0;
    for (int i = 0; i < row.length; i++) {
      String column = columns.get(i).name();
      known += values.containsKey(column) ? 1 : 0;
      row[i] = values.containsKey(column) ? values.get(column) : usual.get(column);
    }
    if (known != values.size()) {
      throw new IllegalArgumentException(name + " has not all columns of " + values.keySet());
    }
    return row;
  }

  /** The table with rows. */
  SystemTable with(Supplier<List<@Nullable Object[]>> rows) {
    return new SystemTable(schema, name, columns, rows);
  }
}
