package io.skipruntime.auction;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An auction that runs on a PostgreSQL of its own, which stays when the application is restarted.
 */
final class TestAuction implements AutoCloseable {

  /** The time that a slow machine may take for what takes milliseconds. */
  static final int PATIENCE_SECONDS = 60;

  private final Auction auction;
  private final EmbeddedPostgres postgres;
  private ConfigurableApplicationContext application;

  private TestAuction(Auction auction, EmbeddedPostgres postgres) {
    this.auction = auction;
    this.postgres = postgres;
    this.application = run(0);
  }

  /** Starts an auction; the test is skipped where PostgreSQL cannot be started. */
  static TestAuction start(Auction auction) throws IOException {
    EmbeddedPostgres postgres;
    try {
      postgres = Auction.startDatabase();
    } catch (IOException | RuntimeException e) {
      return Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
    try {
      return new TestAuction(auction, postgres);
    } catch (RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private ConfigurableApplicationContext run(int port) {
    List<String> properties = new ArrayList<>(Auction.at(postgres, "postgres"));
    properties.add("--server.port=" + port);
    properties.add("--spring.main.banner-mode=off");
    properties.add("--spring.lifecycle.timeout-per-shutdown-phase=" + 2 * PATIENCE_SECONDS + "s");
    return auction.start(properties);
  }

  /** What is done while the application is away. */
  interface Meanwhile {
    void run() throws InterruptedException;
  }

  /** As {@link #restart}, at the same port. */
  void restartAtItsPort(Meanwhile meanwhile) throws InterruptedException {
    int port = address().getPort();
    application.close();
    meanwhile.run();
    application = run(port);
  }

  /** Ends the application, whose database stays, and starts it again. */
  void restart() {
    application.close();
    application = run(0);
  }

  URI address() {
    return URI.create(
        "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/");
  }

  /** Does what another program does to the database. */
  void sql(String statement) {
    application.getBean(JdbcTemplate.class).execute(statement);
  }

  /** Puts a lot up for auction, without bids. */
  void offer(long lot, String title, long least) {
    sql(
        "INSERT INTO lots (id, title, about, least) VALUES (%d, '%s', '', %d)"
            .formatted(lot, title, least));
  }

  void stop() {
    application.close();
  }

  @Override
  public void close() throws IOException {
    application.close();
    postgres.close();
  }
}
