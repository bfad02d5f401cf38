package io.skipruntime.jdbc;

import io.skipruntime.Entry;
import io.skipruntime.SinkBatch;
import io.skipruntime.jdbc.SinkDialect.ColumnOfTable;
import io.skipruntime.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The writer of batches to a table, each within the transaction that is open. For one thread.
 *
 * <p>There are three ways, each for what the one before does not get through: rows that are gone
 * are deleted, and then the others are inserted or updated; all rows of the batch are deleted and
 * inserted, so that unique values can be swapped; and the same one by one, where a row that the
 * database refuses is listed as refused, and has no row then.
 *
 * <p>A resync fills a temporary copy of the table, deletes the rows that are not in it or
 * different, and inserts those that are missing: what is right is not touched.
 */
final class SinkWriter {

  private static final int ROWS_AT_ONCE = 1_000;
  private static final int SQLITE_CONSTRAINT = 19;

  private final Connection connection;
  private final SinkDialect dialect;
  private final SinkTable table;
  private final int timeoutSeconds;
  private final List<ColumnOfTable> columns;
  private final @Nullable String upsert;
  private final String staging = "skip_staging_" + UUID.randomUUID().toString().substring(0, 8);

  SinkWriter(Connection connection, SinkTable table, int timeoutSeconds) throws SQLException {
    this.connection = connection;
    this.table = table;
    this.timeoutSeconds = timeoutSeconds;
    this.dialect = SinkDialect.of(connection.getMetaData());
    this.columns = columns();
    this.upsert =
        dialect.upsert(
            table.name(),
            columns,
            keySize(),
            dialect.hasOtherUniqueIndex(connection, table.name(), keySize()));
    connection.commit();
  }

  private int keySize() {
    return table.keyColumns().size();
  }

  private List<ColumnOfTable> columns() throws SQLException {
    List<String> names = table.allColumns();
    String sql = "SELECT " + String.join(", ", names) + " FROM " + table.name() + " WHERE 1 = 0";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet none = statement.executeQuery()) {
      ResultSetMetaData types = none.getMetaData();
      List<ColumnOfTable> found = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        found.add(
            new ColumnOfTable(
                names.get(i), types.getColumnType(i + 1), types.getColumnTypeName(i + 1)));
      }
      return found;
    }
  }

  /** Whether a failure is about the data that was written, so that other data may get through. */
  static boolean isOfData(SQLException failure) {
    for (SQLException each = failure; each != null; each = each.getNextException()) {
      String state = each.getSQLState();
      boolean isSqlite = each.getClass().getName().startsWith("org.sqlite.");
      if (each instanceof SQLIntegrityConstraintViolationException
          || SqlFailures.isOfValue(each)
          || (state != null && state.startsWith("23"))
          || (isSqlite && (each.getErrorCode() & 0xff) == SQLITE_CONSTRAINT)) {
        return true;
      }
    }
    return false;
  }

  /** Something that writes a batch. */
  @FunctionalInterface
  private interface Way {
    void write() throws SQLException;
  }

  /** Writes a batch in the first way that gets through; the transaction stays open. */
  void write(SinkBatch batch) throws SQLException {
    if (batch.isResync()) {
      stage(batch);
    } else if (upsert == null || !getsThrough(() -> deleteAndUpsert(batch, upsert))) {
      if (!getsThrough(() -> replaceRows(batch))) {
        writeOneByOne(batch);
      }
    }
  }

  private boolean getsThrough(Way way) throws SQLException {
    try {
      way.write();
      return true;
    } catch (SQLException e) {
      if (!isOfData(e)) {
        throw e;
      }
      connection.rollback();
      return false;
    }
  }

  private void deleteAndUpsert(SinkBatch batch, String sql) throws SQLException {
    deleteKeys(batch, true);
    insertRows(batch, sql);
  }

  private void replaceRows(SinkBatch batch) throws SQLException {
    deleteKeys(batch, false);
    insertRows(batch, dialect.insert(table.name(), columns));
  }

  private void deleteKeys(SinkBatch batch, boolean onlyThoseGone) throws SQLException {
    try (Rows rows = new Rows(deletion())) {
      for (Entry<Object, Object> entry : batch.entries()) {
        boolean isGone = entry.values().isEmpty() || row(entry, batch).isEmpty();
        Optional<List<Json>> key = table.key(entry.key());
        if (key.isPresent() && (isGone || !onlyThoseGone)) {
          rows.add(key.get());
        }
      }
      rows.flush();
    }
  }

  private String deletion() {
    return "DELETE FROM " + table.name() + " WHERE " + keys(" = ?");
  }

  private String keys(String condition) {
    return table.keyColumns().stream()
        .map(each -> each + condition)
        .collect(Collectors.joining(" AND "));
  }

  private void insertRows(SinkBatch batch, String sql) throws SQLException {
    try (Rows rows = new Rows(sql)) {
      for (Entry<Object, Object> entry : batch.entries()) {
        if (!entry.values().isEmpty()) {
          Optional<List<Json>> row = row(entry, batch);
          if (row.isPresent()) {
            rows.add(row.get());
          }
        }
      }
      rows.flush();
    }
  }

  /** The row of an entry; one that there cannot be is refused. */
  private Optional<List<Json>> row(Entry<Object, Object> entry, SinkBatch batch) {
    try {
      return Optional.of(table.row(entry));
    } catch (RuntimeException e) { // also of an author's function
      batch.refuse(entry.key(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void writeOneByOne(SinkBatch batch) throws SQLException {
    if (batch.isResync()) {
      execute("DELETE FROM " + table.name());
    } else {
      deleteKeys(batch, false);
    }
    try (Rows rows = new Rows(dialect.insert(table.name(), columns))) {
      for (Entry<Object, Object> entry : batch.entries()) {
        Optional<List<Json>> row = entry.values().isEmpty() ? Optional.empty() : row(entry, batch);
        if (row.isPresent()) {
          insertOrRefuse(rows, row.get(), entry.key(), batch);
        }
      }
    }
  }

  private void insertOrRefuse(Rows rows, List<Json> row, Object key, SinkBatch batch)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      rows.add(row);
      rows.flush();
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!isOfData(e)) {
        throw e;
      }
      rows.clear();
      connection.rollback(before);
      batch.refuse(key, new SqlFailures(List.of()).message(e));
    }
  }

  private void stage(SinkBatch batch) throws SQLException {
    execute(dialect.staging(staging, table.name(), columns));
    connection.commit();
    execute(
        "CREATE INDEX %1$s_key ON %1$s (%2$s)"
            .formatted(staging, String.join(", ", table.keyColumns())));
    connection.commit();
    if (!getsThrough(() -> fillAndSwap(batch))) {
      writeOneByOne(batch);
    }
  }

  private void rollBackQuietly() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      System.getLogger(SinkWriter.class.getName())
          .log(System.Logger.Level.DEBUG, "a connection does not roll back", e);
    }
  }

  /** Drops the temporary copy, after the transaction; else a pool would keep it. */
  void dropStaging() {
    try {
      execute("DROP TABLE IF EXISTS " + staging);
      connection.commit();
    } catch (SQLException e) {
      rollBackQuietly();
    }
  }

  private void fillAndSwap(SinkBatch batch) throws SQLException {
    insertRows(batch, dialect.insert(staging, columns));
    execute(
        "DELETE FROM %1$s WHERE NOT EXISTS (SELECT 1 FROM %2$s s WHERE %3$s%4$s)"
            .formatted(
                table.name(),
                staging,
                hasSameKey(table.name()),
                columns.subList(keySize(), columns.size()).stream()
                    .map(column -> hasSame(column, table.name()))
                    .collect(Collectors.joining())));
    String names = String.join(", ", table.allColumns());
    execute(
        "INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s s".formatted(table.name(), names, staging)
            + " WHERE NOT EXISTS (SELECT 1 FROM %s t WHERE %s)"
                .formatted(table.name(), hasSameKey("t")));
  }

  private String hasSameKey(String of) {
    return table.keyColumns().stream()
        .map(each -> "s." + each + " = " + of + "." + each)
        .collect(Collectors.joining(" AND "));
  }

  private String hasSame(ColumnOfTable column, String of) {
    String staged = dialect.comparable("s", column);
    String there = dialect.comparable(of, column);
    return " AND (%1$s = %2$s OR (%1$s IS NULL AND %2$s IS NULL))".formatted(staged, there);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(timeoutSeconds);
      statement.execute(sql);
    }
  }

  /** A statement that takes rows, some at once. */
  private final class Rows implements AutoCloseable {
    private final PreparedStatement statement;
    private int waiting;

    Rows(String sql) throws SQLException {
      statement = connection.prepareStatement(sql);
      statement.setQueryTimeout(timeoutSeconds);
    }

    void add(List<Json> row) throws SQLException {
      for (int i = 0; i < row.size(); i++) {
        dialect.bind(statement, i + 1, columns.get(i), row.get(i));
      }
      statement.addBatch();
      waiting++;
      if (waiting == ROWS_AT_ONCE) {
        flush();
      }
    }

    void flush() throws SQLException {
      if (waiting > 0) {
        waiting = 0;
        statement.executeBatch();
      }
    }

    void clear() throws SQLException {
      waiting = 0;
      statement.clearBatch();
    }

    @Override
    public void close() throws SQLException {
      statement.close();
    }
  }
}
