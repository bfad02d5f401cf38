package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The start of a service misses nothing and leaves nothing behind, whatever happens while its
 * tables are read for the first time. {@code -Dskip.postgres.starts=50} is the long form.
 */
@ExtendWith(SharedServer.class)
class StartingTest {

  private static final int STARTS = Integer.getInteger("skip.postgres.starts", 5);
  private static final int LARGE = 20_000;

  private final Server server;
  private final Database database;

  StartingTest(Server server) {
    this.server = server;
    this.database = server.database();
  }

  @AfterEach
  void requireNothingLeft() {
    Until.holds("no slot is left", () -> database.slots() == 0);
    Until.holds("no connection is left", () -> connections().equals("0"));
  }

  /** How many connections services have to the database. */
  private String connections() {
    return database.ask(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND"
            + " application_name = 'skip'");
  }

  /** The processes of the server that serve those connections. */
  private String processes() {
    return database.ask(
        "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity WHERE datname ="
            + " current_database() AND application_name = 'skip'");
  }

  private void createPosts(int rows) {
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
        "INSERT INTO posts SELECT i, repeat('x', 400) FROM generate_series(1, " + rows + ") i",
        "CREATE PUBLICATION skip FOR TABLE posts");
  }

  @Test
  void nothingIsMissing_whenOthersWriteDuringEachStart() {
    Bank.create(database);
    try (Bank bank = new Bank(database, 4, Long.MAX_VALUE / 2, 1)) {
      for (int i = 0; i < STARTS; i++) {
        PostgresService postgres = new PostgresService(database.options());
        try (ServiceInstance service = ServiceInstance.start(new TableService(postgres));
            Totals totals = new Totals(service)) {
          database.awaitShown(postgres);
          assertThat(totals.seen()).isNotEmpty().allMatch(List.of(Bank.TOTAL)::equals);
          if (i == STARTS - 1) {
            bank.end();
            bank.await();
            requireBank(postgres, service);
          }
        }
      }
    }
  }

  private void requireBank(PostgresService postgres, ServiceInstance service) {
    for (String table : List.of("checking", "saving")) {
      service.instantiateResource(table, "rows", table);
      database.awaitShown(postgres);
      assertThat(TableService.rows(service, table)).isEqualTo(database.rows(table, "id"));
    }
  }

  @Test
  void stop_leavesNothing_whileAnOpenTransactionIsWaitedFor() throws Exception {
    createPosts(1);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO posts VALUES (2, 'open')");
      PostgresService postgres = new PostgresService(database.options());
      try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
        openInBackground(service);
        Until.asserted(() ->
            assertThat(TableService.status(service, "posts").reason().orElse(""))
                .contains("waits for the transaction of pid"));
      }
      requireNothingLeft();
      connection.rollback();
    }
  }

  private static void openInBackground(ServiceInstance service) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            service.instantiateResource("posts", "rows", "posts");
          } catch (RuntimeException closed) {
            // The service is closed while it waits.
          }
        });
  }

  @Test
  void table_isNeverShownInPart_whenItsFirstReadBreaksOff() {
    createPosts(LARGE);
    try (Relay relay = new Relay(server.port())) {
      relay.narrow(3_000_000);
      PostgresService postgres =
          new PostgresService(
              PostgresOptions.of(
                      "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + database.name(),
                      "postgres",
                      "")
                  .withMaxRetryMillis(500));
      try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
        openInBackground(service);
        for (int i = 0; i < 3; i++) {
          Until.holds("the table is being read", () -> isBeingRead());
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100L * i));
          database.run(
              "UPDATE posts SET title = 'changed while it is read' WHERE id % 97 = " + i,
              "DELETE FROM posts WHERE id % 101 = " + i,
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                  + " current_database() AND application_name = 'skip'");
          assertThat(service.sourceStatuses()).hasSize(1);
          assertThat(database.slots()).isLessThanOrEqualTo(2);
        }
        relay.narrow(Long.MAX_VALUE);
        Until.asserted(() ->
            assertThat(TableService.rows(service, "posts"))
                .isEqualTo(database.rows("posts", "id")));
      }
    }
  }

  private boolean isBeingRead() {
    return database
        .ask(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state ="
                + " 'active' AND query LIKE 'COPY%'")
        .equals("1");
  }

  @Test
  void limitsOfTheRole_endNoRead() {
    createPosts(LARGE);
    String settings = "ALTER ROLE postgres IN DATABASE " + database.name() + " SET ";
    database.run(
        settings + "statement_timeout = '300ms'",
        settings + "lock_timeout = '300ms'",
        settings + "idle_in_transaction_session_timeout = '300ms'",
        settings + "idle_session_timeout = '300ms'",
        settings + "default_transaction_isolation = 'serializable'");
    if (Integer.parseInt(database.ask("SHOW server_version_num")) >= 170000) {
      database.run(settings + "transaction_timeout = '300ms'");
    }
    database.run(settings + "default_transaction_read_only = 'on'");
    try (Relay relay = new Relay(server.port())) {
      relay.narrow(3_000_000);
      PostgresService postgres =
          new PostgresService(
              PostgresOptions.of(
                  "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + database.name(),
                  "postgres",
                  ""));
      try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
        service.instantiateResource("posts", "rows", "posts");
        assertThat(TableService.rows(service, "posts")).hasSize(LARGE);
        String before = processes();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
        database.run("SET default_transaction_read_only = off", "DELETE FROM posts WHERE id = 1");
        database.awaitShown(postgres);
        assertThat(TableService.rows(service, "posts")).hasSize(LARGE - 1);
        // The one that read the table ends soon after; those that follow it stay.
        assertThat(before.split(" ")).contains(processes().split(" "));
      }
    }
  }
}
