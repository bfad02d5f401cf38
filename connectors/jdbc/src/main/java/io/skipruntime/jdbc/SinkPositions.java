package io.skipruntime.jdbc;

import io.skipruntime.Sink;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The table {@code skip_sinks}, which has a row for each sink: who writes to it, and the position
 * that its data is at. For one thread.
 *
 * <ul>
 *   <li>The position moves in the transaction that writes the data, from the one that the
 *       connection has read or written last. If it is another one, or the owner is, another process
 *       has taken over, and the transaction must be rolled back.
 * </ul>
 */
final class SinkPositions {

  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS skip_sinks (name VARCHAR(100) PRIMARY KEY, owner VARCHAR(36) NOT"
          + " NULL, epoch VARCHAR(200) NOT NULL, tick BIGINT NOT NULL)";
  private static final SinkPosition NONE = new SinkPosition("", 0);

  /** A row of the table. */
  private record Owned(String owner, SinkPosition position) {}

  private final Connection connection;
  private final Sink.Context context;
  private final int timeoutSeconds;
  private SinkPosition last = NONE;

  SinkPositions(Connection connection, Sink.Context context, int timeoutSeconds) {
    this.connection = connection;
    this.context = context;
    this.timeoutSeconds = timeoutSeconds;
  }

  /**
   * Becomes the owner, in a transaction of its own, and reads the position.
   *
   * @throws SinkException if another process has become the owner since this one was
   */
  void claim() throws SQLException, SinkException {
    Optional<Owned> before = read();
    if (before.isEmpty()) {
      execute(
          "INSERT INTO skip_sinks (name, owner, epoch, tick) VALUES (?, ?, '', 0)",
          context.name(),
          context.owner());
    } else if (!before.get().owner().equals(context.owner())) {
      if (context.isReconnect()) {
        throw takenOver();
      }
      int changed =
          execute(
              "UPDATE skip_sinks SET owner = ? WHERE name = ? AND owner = ?",
              context.owner(),
              context.name(),
              before.get().owner());
      if (changed != 1) {
        throw SinkException.passing("another process takes the sink over at the same time");
      }
      before = read();
    }
    connection.commit();
    last = before.map(Owned::position).orElse(NONE);
  }

  private SinkException takenOver() {
    return SinkException.lasting(
        "another process writes to the target as the sink " + context.name());
  }

  /** The row; the table is made if it is not there. */
  private Optional<Owned> read() throws SQLException {
    try {
      return readRow();
    } catch (SQLException e) {
      if (SqlFailures.isOfConnection(e)) {
        throw e;
      }
      connection.rollback();
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(timeoutSeconds);
        statement.execute(TABLE);
      }
      connection.commit();
      return readRow();
    }
  }

  private Optional<Owned> readRow() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT owner, epoch, tick FROM skip_sinks WHERE name = ?")) {
      statement.setQueryTimeout(timeoutSeconds);
      statement.setString(1, context.name());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Owned(rows.getString(1), new SinkPosition(rows.getString(2), rows.getLong(3))))
            : Optional.empty();
      }
    }
  }

  private int execute(String sql, String... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(timeoutSeconds);
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      return statement.executeUpdate();
    }
  }

  /** The position that the data is at; empty if there is none. */
  Optional<SinkPosition> position() {
    return last.equals(NONE) ? Optional.empty() : Optional.of(last);
  }

  /**
   * Moves the position, in the transaction that is open, and commits that.
   *
   * @throws SinkException if another process has taken over
   */
  void commitAt(SinkPosition next) throws SQLException, SinkException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE skip_sinks SET epoch = ?, tick = ?"
                + " WHERE name = ? AND owner = ? AND epoch = ? AND tick = ?")) {
      statement.setQueryTimeout(timeoutSeconds);
      statement.setString(1, next.epoch());
      statement.setLong(2, next.tick());
      statement.setString(3, context.name());
      statement.setString(4, context.owner());
      statement.setString(5, last.epoch());
      statement.setLong(6, last.tick());
      if (statement.executeUpdate() != 1) {
        throw takenOver();
      }
    }
    connection.commit();
    last = next;
  }
}
