package io.skipruntime.auction.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Hears from the database which lots have changed. After a lost connection all have. */
@Component
class LotListener implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(LotListener.class);
  private static final int LISTEN_MILLIS = 200;
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final DataSource source;
  private final Feed feed;
  private final Thread thread = Thread.ofVirtual().name("lots").unstarted(this::run);
  private volatile boolean isRunning;

  LotListener(DataSource source, Feed feed) {
    this.source = source;
    this.feed = feed;
  }

  @Override
  public void start() {
    isRunning = true;
    thread.start();
  }

  @Override
  public void stop() {
    isRunning = false;
    try {
      thread.join(Duration.ofMillis(2 * LISTEN_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  private void run() {
    while (isRunning) {
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("LISTEN lots");
        feed.refresh(null);
        listen(connection.unwrap(PGConnection.class));
        statement.execute("UNLISTEN lots");
      } catch (SQLException | RuntimeException e) {
        LOG.warn("the connection to the database is lost", e);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void listen(PGConnection connection) throws SQLException {
    while (isRunning) {
      Set<Long> lots = new TreeSet<>();
      for (PGNotification each : connection.getNotifications(LISTEN_MILLIS)) {
        lots.add(Long.valueOf(each.getParameter()));
      }
      lots.forEach(feed::refresh);
    }
  }
}
