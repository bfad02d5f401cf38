package io.skipruntime.postgres;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The opening of connections, each with the same settings, whatever the defaults of the role, the
 * database and the server are: so values have one form, no statement is ended by a time limit that
 * was made for web requests, and a table that row-level security filters is an error instead of a
 * part of a table. Thread-safe.
 */
final class Sessions {

  private static final Logger LOGGER = System.getLogger(Sessions.class.getName());

  private static final List<String> SETTINGS =
      List.of(
          "DateStyle='ISO, YMD'",
          "IntervalStyle='iso_8601'",
          "TimeZone='UTC'",
          "extra_float_digits=3",
          "bytea_output='hex'",
          "xmloption='content'",
          "row_security=off",
          "statement_timeout=0",
          "idle_in_transaction_session_timeout=0",
          "idle_session_timeout=0",
          "search_path='pg_catalog'");

  /** A setting that servers have since version 17, and an error for others. */
  private static final String NO_LIMIT_OF_TRANSACTIONS =
      "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'";

  private final PostgresOptions options;

  Sessions(PostgresOptions options) {
    this.options = options;
  }

  /** A connection for questions, each a transaction of its own; a long silence ends it. */
  Connection ordinary() throws SQLException {
    return with(open(properties()), "lock_timeout='30s'");
  }

  /** A connection that reads tables, however long a row takes to come. */
  Connection loading() throws SQLException {
    Connection connection = ordinary();
    setPatient(connection);
    return connection;
  }

  /**
   * A connection of the replication protocol, which a long silence ends until it is made patient.
   * The server ends it when it hears nothing for a third of the longest silence, and so says
   * something itself twice as often.
   */
  Connection replication() throws SQLException {
    Properties properties = properties();
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    return with(
        open(properties),
        "wal_sender_timeout='" + options.maxSilenceMillis() / 3 + "ms'",
        "lock_timeout=0");
  }

  /** Lets a connection wait for as long as an answer takes. */
  static void setPatient(Connection connection) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 0);
  }

  /** Lets a connection end when the server is silent for long. */
  void setImpatient(Connection connection) throws SQLException {
    connection.setNetworkTimeout(
        Runnable::run, (int) Math.min(Integer.MAX_VALUE, options.maxSilenceMillis()));
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", options.user());
    properties.setProperty("password", options.password());
    properties.setProperty("ApplicationName", "skip");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "10");
    long silenceSeconds = TimeUnit.MILLISECONDS.toSeconds(options.maxSilenceMillis());
    properties.setProperty("socketTimeout", Long.toString(silenceSeconds));
    return properties;
  }

  private Connection open(Properties properties) throws SQLException {
    return DriverManager.getConnection(options.url(), properties);
  }

  private static Connection with(Connection connection, String... more) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        statement.execute("SET " + setting);
      }
      for (String setting : more) {
        statement.execute("SET " + setting);
      }
      statement.execute(NO_LIMIT_OF_TRANSACTIONS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Ends a connection at once, whatever other threads do with it. */
  static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOGGER.log(Level.DEBUG, "a connection cannot be closed", e);
    }
  }

  /** Waits for a thread to end, also if the caller is being interrupted. */
  static void joinQuietly(Thread thread) {
    boolean wasInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
