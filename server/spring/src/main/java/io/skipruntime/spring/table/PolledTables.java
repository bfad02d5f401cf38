package io.skipruntime.spring.table;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.WiringException;
import io.skipruntime.jdbc.JdbcOptions;
import io.skipruntime.jdbc.JdbcResource;
import io.skipruntime.jdbc.JdbcService;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Tables of any database, which are read again and again.
 *
 * @param source gives connections
 * @param intervalMillis the time from the end of a reading to the next one
 */
record PolledTables(DataSource source, long intervalMillis) implements TableSource {

  @Override
  public ExternalService open(List<TableInput> tables) {
    Map<String, JdbcResource> queries = new LinkedHashMap<>();
    try (Connection connection = source.getConnection()) {
      for (TableInput table : tables) {
        queries.put(table.name(), query(table, connection));
      }
    } catch (SQLException e) {
      throw new WiringException(
          List.of("the tables of @SkipTable cannot be looked up: " + e.getMessage()));
    }
    return JdbcService.of(
        source, queries, JdbcOptions.defaults().withIntervalMillis(intervalMillis));
  }

  private static JdbcResource query(TableInput table, Connection connection) throws SQLException {
    List<String> key = primaryKey(table.table(), connection);
    if (key.isEmpty()) {
      throw new WiringException(
          List.of(
              "@SkipTable on %s: there is no table %s, or it has no primary key"
                  .formatted(table.name(), table.table())));
    }
    JdbcResource query =
        JdbcResource.of("SELECT * FROM " + table.table(), key.toArray(String[]::new));
    return table.watermark().isEmpty() ? query : query.withWatermark(table.watermark());
  }

  /** The columns of the primary key, in its order; none if there is no such table. */
  private static List<String> primaryKey(String table, Connection connection) throws SQLException {
    DatabaseMetaData database = connection.getMetaData();
    int dot = table.indexOf('.');
    String schema = dot < 0 ? connection.getSchema() : stored(table.substring(0, dot), database);
    Map<Integer, String> columns = new TreeMap<>();
    try (ResultSet rows =
        database.getPrimaryKeys(
            connection.getCatalog(), schema, stored(table.substring(dot + 1), database))) {
      while (rows.next()) {
        columns.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
      }
    }
    return List.copyOf(columns.values());
  }

  /** A name that was written without quotes, as the database stores it. */
  private static String stored(String name, DatabaseMetaData database) throws SQLException {
    if (database.storesUpperCaseIdentifiers()) {
      return name.toUpperCase(Locale.ROOT);
    }
    return database.storesLowerCaseIdentifiers() ? name.toLowerCase(Locale.ROOT) : name;
  }

  @Override
  public ExternalResource<?, ?> resource(String service, TableInput table) {
    return ExternalResource.of(service, table.name(), table.keys(), table.values());
  }
}
