package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service with a data directory and a slot goes on where it was, or reads all tables again.
 * {@code -Dskip.postgres.stops=500} is the long form.
 */
@ExtendWith(SharedServer.class)
class RestartTest {

  private static final String SLOT = "skip_restart";
  private static final int STOPS = Integer.getInteger("skip.postgres.stops", 4);

  @TempDir private Path directory = Path.of("");
  private final Database database;

  RestartTest(Server server) {
    this.database = server.database();
  }

  @BeforeEach
  void create() {
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
        "INSERT INTO posts SELECT i, 'post ' || i FROM generate_series(1, 10) i",
        "CREATE PUBLICATION skip FOR TABLE posts");
    run(() -> {});
  }

  @AfterEach
  void dropSlot() {
    database.run(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
            + (SLOT + "'"));
  }

  /** Runs a service until it shows what the table has, does something, and stops it. */
  private void run(Runnable action) {
    PostgresService postgres = new PostgresService(database.options().withSlot(SLOT));
    try (ServiceInstance service =
        ServiceInstance.start(
            new TableService(postgres),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(directory).withProgramVersion("1")))) {
      service.instantiateResource(UUID.randomUUID().toString(), "rows", "posts");
      database.awaitShown(postgres);
      assertThat(TableService.rows(service, "posts")).isEqualTo(database.rows("posts", "id"));
      assertThat(TableService.status(service, "posts").state()).isEqualTo(State.LIVE);
      action.run();
    }
    Until.holds(
        "the slot is not in use",
        () -> database.ask("SELECT count(*) FROM pg_replication_slots WHERE active").equals("0"));
  }

  /** What changes if the slot is made again. */
  private String slot() {
    return database.ask(
        "SELECT catalog_xmin || ' ' || restart_lsn FROM pg_replication_slots WHERE slot_name = '"
            + SLOT
            + "'");
  }

  @Test
  void changes_areTakenInFromTheSlot_whenTheServiceWasDown() {
    database.run(
        "UPDATE posts SET title = 'changed' WHERE id = 1", "DELETE FROM posts WHERE id = 2");
    String before = slot();
    assertThat(before).isNotEmpty();
    run(() -> {});
    database.run("INSERT INTO posts VALUES (11, 'later')");
    run(() -> {});
    assertThat(database.slots()).isEqualTo(1);
  }

  @Test
  void nothingIsMissingOrRepeated_whereverTheServiceStops() {
    for (int i = 0; i < STOPS; i++) {
      int round = i;
      database.run(
          "BEGIN; UPDATE posts SET title = title || '+' WHERE id % 3 = 0; INSERT INTO posts VALUES"
              + " ("
              + (100 + 2 * i)
              + ", 'before'); COMMIT");
      run(() ->
          database.run(
              "UPDATE posts SET id = id + 1 WHERE id = " + (100 + 2 * round),
              "DELETE FROM posts WHERE id = " + round));
    }
    run(() -> {});
    assertThat(database.slots()).isEqualTo(1);
  }

  @Test
  void table_isReadAgain_whenTheSlotWasDroppedMeanwhile() {
    database.run("SELECT pg_drop_replication_slot('" + SLOT + "')");
    database.run("DELETE FROM posts WHERE id < 5");
    run(() -> {});
    assertThat(database.slots()).isEqualTo(1);
  }

  @Test
  void table_isReadAgain_whenTheServerGaveTheSlotUpMeanwhile() {
    database.run("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
    try {
      for (int i = 0; i < 5; i++) {
        database.run(
            "SELECT pg_logical_emit_message(false, 'fill', 'x')", "SELECT pg_switch_wal()");
      }
      database.run("CHECKPOINT", "DELETE FROM posts WHERE id < 5");
      assertThat(database.ask("SELECT wal_status FROM pg_replication_slots")).isEqualTo("lost");
    } finally {
      database.run("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
    run(() -> {});
    assertThat(database.ask("SELECT wal_status FROM pg_replication_slots")).isEqualTo("reserved");
  }

  @Test
  void table_isReadAgain_whenTheSlotIsLostWhileItIsFollowed() {
    run(() -> {
      for (int i = 0; i < 3; i++) {
        int id = i;
        Until.asserted(() ->
            database.run(
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name"
                    + " = '"
                    + SLOT
                    + "' AND active",
                "SELECT pg_drop_replication_slot('" + SLOT + "')"));
        database.run("DELETE FROM posts WHERE id = " + (id + 1));
      }
    });
    run(() -> {});
    assertThat(database.rows("posts", "id")).hasSize(7);
    assertThat(database.slots()).isEqualTo(1);
  }

  @Test
  void table_isReadAgain_whenTheSlotWasMadeAgainMeanwhile() {
    database.run("SELECT pg_drop_replication_slot('" + SLOT + "')");
    database.run("DELETE FROM posts WHERE id < 5");
    database.run("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
    run(() -> {});
  }

  @Test
  void table_isReadAgain_whenThePublicationWasMadeAgainMeanwhile() {
    database.run("DROP PUBLICATION skip", "DELETE FROM posts WHERE id < 5");
    database.run("CREATE PUBLICATION skip FOR TABLE posts", "INSERT INTO posts VALUES (12, 'x')");
    run(() -> {});
  }

  @Test
  void table_isReadAgain_whenItWasAlteredMeanwhile() {
    database.run("INSERT INTO posts VALUES (13, 'before')");
    database.run(
        "ALTER TABLE posts ADD COLUMN votes int DEFAULT 3", "ALTER TABLE posts DROP COLUMN title");
    database.run("INSERT INTO posts VALUES (14, 4)");
    run(() -> {});
  }

  @Test
  void secondService_waits_untilTheFirstHasEnded() {
    run(() -> {
      PostgresService second = new PostgresService(database.options().withSlot(SLOT));
      try (ServiceInstance other = ServiceInstance.start(new TableService(second))) {
        Thread reader =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    other.instantiateResource("b", "rows", "posts");
                  } catch (RuntimeException closed) {
                    // The service is closed while it waits.
                  }
                });
        Until.asserted(() ->
            assertThat(TableService.status(other, "posts").reason().orElse(""))
                .contains("is in use by the connection of pid"));
        assertThat(reader.isAlive()).isTrue();
      }
    });
    run(() -> {});
  }

  @Test
  void slot_isGivenUp_whenItKeepsTooMuch() {
    PostgresService postgres =
        new PostgresService(database.options().withSlot(SLOT).withMaxSlotLagBytes(1));
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
      service.instantiateResource("a", "rows", "posts");
      Until.asserted(() ->
          assertThat(TableService.status(service, "posts").reason().orElse(""))
              .contains("was given up"));
      Until.holds("the slot is dropped", () -> database.slots() == 0);
      assertThat(TableService.rows(service, "posts")).hasSize(10);
    }
  }
}
