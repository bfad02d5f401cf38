package io.skipruntime.postgres;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The bell of a feed that polls: a connection of its own that listens to a channel, and asks for a
 * look when something was notified there. A notification says nothing of what has changed, and one
 * may be lost with the connection; so there is a look after each beginning, too, and the polls of
 * every so often go on.
 */
final class Bell implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(Bell.class.getName());

  private static final int WAIT_MILLIS = 10_000;

  private final PostgresOptions options;
  private final String channel;
  private final Runnable ring;
  private final Thread thread;
  private volatile boolean isClosed;

  private Bell(PostgresOptions options, String channel, Runnable ring) {
    this.options = options;
    this.channel = channel;
    this.ring = ring;
    this.thread = Thread.ofVirtual().name("skip-postgres-bell").unstarted(this::listen);
  }

  /**
   * Listens from now on.
   *
   * @param ring is called by the bell's thread, and returns at once
   */
  static Bell start(PostgresOptions options, String channel, Runnable ring) {
    Bell bell = new Bell(options, channel, ring);
    bell.thread.start();
    return bell;
  }

  private void listen() {
    while (!isClosed) {
      try (Connection connection = new Sessions(options).ordinary();
          Statement statement = connection.createStatement()) {
        statement.execute("LISTEN " + TableName.identifier(channel));
        ring.run();
        take(connection, statement);
      } catch (SQLException e) {
        LOGGER.log(
            Level.DEBUG, "the channel " + channel + " cannot be listened to; tried again", e);
      }
      pause();
    }
  }

  /** Rings for what is notified, and asks something of the server while nothing is. */
  private void take(Connection connection, Statement statement) throws SQLException {
    PGConnection listening = connection.unwrap(PGConnection.class);
    while (!isClosed) {
      PGNotification[] notified = listening.getNotifications(WAIT_MILLIS);
      if (notified == null || notified.length == 0) {
        statement.execute("SELECT 1");
      } else {
        ring.run();
      }
    }
  }

  private void pause() {
    if (!isClosed) {
      try {
        Thread.sleep(Math.min(options.maxRetryMillis(), 1_000));
      } catch (InterruptedException e) {
        isClosed = true;
      }
    }
  }

  /** Ends the connection; what was notified by then may still ring. */
  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    Sessions.joinQuietly(thread);
  }
}
