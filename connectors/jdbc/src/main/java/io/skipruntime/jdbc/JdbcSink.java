package io.skipruntime.jdbc;

import io.skipruntime.Sink;
import io.skipruntime.SinkBatch;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import io.skipruntime.client.feed.TimeLimits;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A sink that keeps a table of a database equal to a resource. Each batch is one transaction of the
 * database, and the position goes with it, into the table {@code skip_sinks}: each state is written
 * exactly once, and a reader of the database sees the states of the resource, each whole. A process
 * that was replaced by another one, and goes on, cannot write any more.
 *
 * <p>The table exists and has a row for each key, which nothing else writes. The table {@code
 * skip_sinks} is made if it is not there: {@code name VARCHAR(100) PRIMARY KEY, owner VARCHAR(36),
 * epoch VARCHAR(200), tick BIGINT}. PostgreSQL, MySQL, MariaDB, SQLite and H2 are known; any other
 * database is written to by deleting and inserting.
 *
 * <p>A row that the database refuses, because of a constraint or a type, does not hold up others:
 * its key is listed as refused and has no row. Immutable; for any number of services.
 */
public final class JdbcSink implements Sink {

  private static final long TIMEOUT_MILLIS = 30_000;

  private final DataSource source;
  private final SqlFailures failures;
  private final SinkTable table;
  private final long timeoutMillis;

  private JdbcSink(DataSource source, SqlFailures failures, SinkTable table, long timeoutMillis) {
    this.source = source;
    this.failures = failures;
    this.table = table;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * A sink of a database that a data source gives connections to, such as a pool. One connection is
   * used, for as long as it works.
   */
  public static JdbcSink of(DataSource source, SinkTable table) {
    return new JdbcSink(source, new SqlFailures(List.of()), table, TIMEOUT_MILLIS);
  }

  /**
   * A sink of a database that a driver connects to.
   *
   * @param url its JDBC address; neither it nor the properties are ever shown
   * @param properties what the driver is given, such as {@code user} and {@code password}
   */
  public static JdbcSink connecting(String url, Map<String, String> properties, SinkTable table) {
    Properties given = new Properties();
    given.putAll(properties);
    DriverSource source = new DriverSource(url, given);
    return new JdbcSink(source, new SqlFailures(source.secrets()), table, TIMEOUT_MILLIS);
  }

  /**
   * With another time-out than 30 seconds.
   *
   * @param millis how long a statement may take; it is tried again then
   */
  public JdbcSink withTimeoutMillis(long millis) {
    return new JdbcSink(source, failures, table, TimeLimits.option("timeoutMillis", millis));
  }

  @Override
  public Sink.Connection connect(Context context) throws SinkException {
    java.sql.Connection opened;
    try {
      opened = source.getConnection();
    } catch (SQLException e) {
      throw SinkException.passing("the database cannot be reached: " + failures.message(e));
    }
    Writing writing = new Writing(opened);
    try {
      writing.begin(context);
      return writing;
    } catch (SQLException e) {
      writing.close();
      throw SinkException.passing("the database cannot be written to: " + failures.message(e));
    } catch (SinkException | RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  /** A connection that writes. */
  private final class Writing implements Sink.Connection {
    private final java.sql.Connection connection;
    private final int timeoutSeconds =
        (int) Math.max(1, TimeUnit.MILLISECONDS.toSeconds(timeoutMillis));
    private Optional<SinkPositions> positions = Optional.empty();
    private Optional<SinkWriter> writer = Optional.empty();

    Writing(java.sql.Connection connection) {
      this.connection = connection;
    }

    void begin(Context context) throws SQLException, SinkException {
      connection.setAutoCommit(false);
      boundSilence();
      SinkPositions claimed = new SinkPositions(connection, context, timeoutSeconds);
      claimed.claim();
      positions = Optional.of(claimed);
      writer = Optional.of(new SinkWriter(connection, table, timeoutSeconds));
    }

    /** Lets the driver give up a database that does not answer, where the driver can do that. */
    private void boundSilence() throws SQLException {
      try {
        connection.setNetworkTimeout(
            Runnable::run, (int) Math.min(Integer.MAX_VALUE, 2 * timeoutMillis));
      } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
        System.getLogger(JdbcSink.class.getName())
            .log(System.Logger.Level.TRACE, "the driver has no network time-out", e);
      }
    }

    @Override
    public Optional<SinkPosition> position() {
      return positions.orElseThrow().position();
    }

    @Override
    public void write(SinkBatch batch) throws SinkException {
      SinkWriter rows = writer.orElseThrow();
      try {
        rows.write(batch);
        positions.orElseThrow().commitAt(batch.position());
      } catch (SQLException e) {
        rollBack();
        throw SinkException.passing("the database was not written to: " + failures.message(e));
      } catch (SinkException e) {
        rollBack();
        throw e;
      } finally {
        if (batch.isResync()) {
          rows.dropStaging();
        }
      }
    }

    private void rollBack() {
      try {
        connection.rollback();
      } catch (SQLException e) {
        System.getLogger(JdbcSink.class.getName())
            .log(System.Logger.Level.DEBUG, "a connection does not roll back", e);
      }
    }

    @Override
    public void close() {
      rollBack();
      try {
        connection.setAutoCommit(true);
        connection.close();
      } catch (SQLException e) {
        System.getLogger(JdbcSink.class.getName())
            .log(System.Logger.Level.DEBUG, "a connection does not close", e);
      }
    }
  }
}
