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

/** A network that lets nothing through, or little, without a connection being ended. */
@ExtendWith(SharedServer.class)
class SilenceTest {

  private static final long SILENCE_MILLIS = 1_500;

  @TempDir private Path directory = Path.of("");
  private final Database database;
  private final Relay relay;
  private final PostgresOptions options;
  private final PostgresService postgres;

  SilenceTest(Server server) {
    this.database = server.database();
    this.relay = new Relay(server.port());
    this.options =
        PostgresOptions.of(
                "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + database.name(),
                "postgres",
                "")
            .withMaxRetryMillis(300)
            .withMaxSilenceMillis(SILENCE_MILLIS);
    this.postgres = new PostgresService(options);
  }

  @BeforeEach
  void create() {
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
        "INSERT INTO posts SELECT i, 'post' FROM generate_series(1, 10) i",
        "CREATE PUBLICATION skip FOR TABLE posts");
  }

  @AfterEach
  void close() {
    relay.close();
    Until.holds(
        "no slot is in use",
        () -> database.ask("SELECT count(*) FROM pg_replication_slots WHERE active").equals("0"));
  }

  private void requireSame(PostgresService source, ServiceInstance service) {
    database.awaitShown(source);
    assertThat(TableService.rows(service, "posts")).isEqualTo(database.rows("posts", "id"));
    Until.holds("live", () -> TableService.status(service, "posts").state() == State.LIVE);
  }

  @Test
  void table_isStaleWhileNothingComesThrough_andFollowedAfterwards() {
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
      service.instantiateResource("rows", "rows", "posts");
      requireSame(postgres, service);
      relay.interrupt(true);
      database.run(
          "UPDATE posts SET title = 'missed' WHERE id = 1", "DELETE FROM posts WHERE id = 2");
      Until.holds("stale", () -> TableService.status(service, "posts").state() == State.STALE);
      assertThat(TableService.rows(service, "posts")).hasSize(10);
      relay.interrupt(false);
      requireSame(postgres, service);
    }
  }

  @Test
  void table_isReadAtLast_whenNothingComesThroughWhileItConnects() {
    relay.interrupt(true);
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
      Thread reader =
          Thread.ofVirtual().start(() -> service.instantiateResource("rows", "rows", "posts"));
      Until.holds(
          "the reason is told",
          () -> service.sourceStatuses().stream().anyMatch(status -> status.reason().isPresent()));
      relay.interrupt(false);
      Sessions.joinQuietly(reader);
      requireSame(postgres, service);
    }
  }

  /** The slot would bring the same commit again and again, and none would come whole. */
  @Test
  void valueThatIsTooLargeForTheNetwork_isReadWithTheTable_notWaitedForAgainAndAgain() {
    PostgresService kept = new PostgresService(options.withSlot("skip_narrow"));
    try (ServiceInstance service =
        ServiceInstance.start(
            new TableService(kept),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(directory).withProgramVersion("1")))) {
      service.instantiateResource(UUID.randomUUID().toString(), "rows", "posts");
      requireSame(kept, service);
      relay.narrow(400_000);
      database.run(
          // a commit without changes of the table, which the slot brings before the large one again
          "SELECT pg_logical_emit_message(true, 'other', '')",
          "INSERT INTO posts VALUES (11, repeat('large', 140000))");
      requireSame(kept, service);
    }
    database.run("SELECT pg_drop_replication_slot('skip_narrow')");
  }
}
