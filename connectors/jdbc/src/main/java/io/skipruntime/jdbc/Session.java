package io.skipruntime.jdbc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The use of a database by one poll: a connection, and one transaction at a time that reads and
 * sees one state of the database, as far as it can isolate transactions.
 *
 * <ul>
 *   <li>One thread reads; {@link #cancel}, {@link #abort} and {@link #silentMillis} are for the one
 *       that watches it.
 *   <li>The connection is given back by the thread that reads, also when it is late.
 * </ul>
 */
final class Session implements AutoCloseable {

  /** Something that is made of the rows of a query. */
  @FunctionalInterface
  interface Reading<T, E extends Exception> {
    T read(ResultSet rows) throws SQLException, E;
  }

  private static final Logger LOGGER = System.getLogger(Session.class.getName());

  private final DataSource source;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile @Nullable Connection connection;
  private volatile @Nullable Statement running;
  private volatile long lastSign = System.nanoTime();
  private volatile boolean isCancelled;
  private boolean wasAutoCommit = true;
  private int previousIsolation = Connection.TRANSACTION_NONE;

  Session(DataSource source) {
    this.source = source;
  }

  /** Connects, and prepares the connection for reading. */
  void open() throws SQLException {
    Connection opened = source.getConnection();
    connection = opened;
    sign();
    wasAutoCommit = opened.getAutoCommit();
    previousIsolation = opened.getTransactionIsolation();
    int isolation = isolation(opened.getMetaData());
    if (isolation != previousIsolation) {
      opened.setTransactionIsolation(isolation);
    }
    opened.setAutoCommit(false);
    checkCancelled();
  }

  /**
   * The isolation in which all queries of a transaction see one state of the database, with the
   * fewest locks: usually "repeatable read". In H2 that holds for each table on its own.
   */
  private static int isolation(DatabaseMetaData database) throws SQLException {
    List<Integer> levels =
        database.getDatabaseProductName().equals("H2")
            ? List.of(Connection.TRANSACTION_SERIALIZABLE)
            : List.of(Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE);
    for (int level : levels) {
      if (database.supportsTransactionIsolationLevel(level)) {
        return level;
      }
    }
    return database.getDefaultTransactionIsolation();
  }

  private Connection connection() throws SQLException {
    Connection opened = connection;
    if (opened == null) {
      throw new SQLException("there is no connection");
    }
    return opened;
  }

  /** What the database says of itself. */
  DatabaseMetaData database() throws SQLException {
    return connection().getMetaData();
  }

  /**
   * Runs a query.
   *
   * @param fetchSize how many rows to get at once; the driver need not follow
   */
  <T, E extends Exception> T query(
      String sql, List<?> arguments, int fetchSize, Reading<T, E> reading) throws SQLException, E {
    checkCancelled();
    sign();
    try (PreparedStatement statement =
        connection()
            .prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      running = statement;
      statement.setFetchSize(streaming(fetchSize));
      for (int i = 0; i < arguments.size(); i++) {
        statement.setObject(i + 1, arguments.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        sign();
        return reading.read(rows);
      }
    } finally {
      running = null;
    }
  }

  /** MySQL's own driver holds all rows unless it is asked in its own way. */
  private int streaming(int fetchSize) throws SQLException {
    return database().getDriverName().startsWith("MySQL") ? Integer.MIN_VALUE : fetchSize;
  }

  /** Ends the transaction, and with it what the next query sees. */
  void endTransaction() throws SQLException {
    connection().rollback();
    sign();
  }

  /** Whether the connection is of use after a failure. */
  boolean isUsable(int timeoutSeconds) {
    try {
      return !isCancelled && connection().isValid(timeoutSeconds);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Notes that the database has given a sign of life. */
  void sign() {
    lastSign = System.nanoTime();
  }

  /** For how long the database has not given a sign of life; 0 after the end. */
  long silentMillis() {
    return isClosed.get() ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSign);
  }

  /**
   * Ends reading after it was cancelled.
   *
   * @throws SQLException if it was
   */
  void checkCancelled() throws SQLException {
    if (isCancelled) {
      throw new SQLException("the reading was cancelled");
    }
  }

  /** Asks the database to end the query that runs, and reads nothing more. */
  void cancel() {
    isCancelled = true;
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        LOGGER.log(Level.DEBUG, "a query could not be cancelled", e);
      }
    }
  }

  /** Breaks the connection. */
  void abort() {
    isCancelled = true;
    Connection opened = connection;
    if (opened != null) {
      try {
        opened.abort(Runnable::run);
      } catch (SQLException e) {
        LOGGER.log(Level.DEBUG, "a connection could not be aborted", e);
      }
    }
  }

  /** Gives the connection back as it was, whatever state it is in. */
  @Override
  public void close() {
    isClosed.set(true);
    Connection opened = connection;
    if (opened == null) {
      return;
    }
    connection = null;
    try (opened) {
      if (!opened.isClosed()) {
        restore(opened);
      }
    } catch (SQLException e) {
      LOGGER.log(Level.DEBUG, "a connection could not be closed in order", e);
    }
  }

  private void restore(Connection opened) throws SQLException {
    opened.rollback();
    opened.setAutoCommit(wasAutoCommit);
    if (previousIsolation != Connection.TRANSACTION_NONE
        && opened.getTransactionIsolation() != previousIsolation) {
      opened.setTransactionIsolation(previousIsolation);
    }
  }
}
