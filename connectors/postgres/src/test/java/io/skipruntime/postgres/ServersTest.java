package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What differs between the versions of PostgreSQL, on a server of each that is here: the catalog,
 * the commands of replication, the forms of values. {@code -Dskip.postgres.version} runs all other
 * tests on another version.
 */
class ServersTest {

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void tables_areFollowed_onEachVersion(int version) throws IOException {
    try (Server server = Server.start(version)) {
      requireVersion(server.database(), version);
      requireWhatIsMissing(server.database());
      TypeSamples.requireOneForm(server.database());
      requireChanges(server.database());
      requirePartitions(server.database());
      requireRestarts(server, server.database());
    }
  }

  private static void requireVersion(Database database, int version) {
    assertThat(database.ask("SHOW server_version")).startsWith(version + ".");
  }

  private static void requireWhatIsMissing(Database database) {
    String role = "reader_" + database.name();
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
        "CREATE ROLE " + role + " LOGIN PASSWORD 'x'");
    PostgresOptions options = PostgresOptions.of(database.server().url(database.name()), role, "x");
    requireRefused(options, "ALTER ROLE " + role + " REPLICATION");
    database.run("ALTER ROLE " + role + " REPLICATION");
    requireRefused(options, "GRANT SELECT ON public.posts TO " + role);
    database.run("GRANT SELECT ON posts TO " + role);
    requireRefused(options, "CREATE PUBLICATION skip FOR TABLE public.posts WITH");
    database.run("CREATE PUBLICATION skip FOR TABLE posts", "INSERT INTO posts VALUES (1, 'one')");
    try (ServiceInstance service =
        ServiceInstance.start(new TableService(new PostgresService(options)))) {
      service.instantiateResource("rows", "rows", "posts");
      assertThat(TableService.rows(service, "posts")).isEqualTo(database.rows("posts", "id"));
    }
  }

  private static void requireRefused(PostgresOptions options, String advice) {
    try (ServiceInstance service =
        ServiceInstance.start(new TableService(new PostgresService(options)))) {
      assertThatThrownBy(() -> service.instantiateResource("rows", "rows", "posts"))
          .hasMessageContaining(advice);
    }
  }

  private static void requireSame(
      Database database, PostgresService postgres, ServiceInstance service, String table) {
    database.awaitShown(postgres);
    assertThat(TableService.rows(service, table)).isEqualTo(database.rows(table, "id"));
  }

  private static void requireChanges(Database database) {
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text, body text)",
        "ALTER TABLE posts ALTER body SET STORAGE EXTERNAL",
        "INSERT INTO posts SELECT i, 'post', repeat('x', 20000) FROM generate_series(1, 20) i",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    PostgresService postgres = new PostgresService(database.options());
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
      service.instantiateResource("posts", "rows", "posts");
      requireSame(database, postgres, service, "posts");
      database.run(
          "UPDATE posts SET title = 'changed' WHERE id < 10",
          "UPDATE posts SET id = -id WHERE id = 11",
          "DELETE FROM posts WHERE id = 12",
          "BEGIN; TRUNCATE posts; INSERT INTO posts VALUES (30, 'a', 'b'); COMMIT",
          "ALTER TABLE posts REPLICA IDENTITY FULL",
          "UPDATE posts SET id = 31");
      requireSame(database, postgres, service, "posts");
      database.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'skip'"
              + " AND datname = current_database()",
          "INSERT INTO posts VALUES (40, 'c', 'd')");
      requireSame(database, postgres, service, "posts");
      assertThat(TableService.status(service, "posts").state()).isEqualTo(State.LIVE);
    }
    Until.holds("no slot is left", () -> database.slots() == 0);
  }

  private static void requirePartitions(Database database) {
    database.run(
        "CREATE TABLE parts (id bigint PRIMARY KEY, title text) PARTITION BY RANGE (id)",
        "CREATE TABLE parts1 PARTITION OF parts FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE parts2 PARTITION OF parts FOR VALUES FROM (100) TO (200)",
        "INSERT INTO parts VALUES (1, 'a'), (101, 'b')",
        "CREATE PUBLICATION skip FOR TABLE parts WITH (publish_via_partition_root = true)");
    PostgresService postgres = new PostgresService(database.options());
    try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
      service.instantiateResource("parts", "rows", "parts");
      database.run("UPDATE parts SET id = 150 WHERE id = 1", "DELETE FROM parts WHERE id = 101");
      database.awaitShown(postgres);
      assertThat(TableService.rows(service, "parts").toString())
          .contains("150")
          .doesNotContain("b");
    }
  }

  /** A slot that stays is gone on from after stops of the service and of the server. */
  private void requireRestarts(Server server, Database database) throws IOException {
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
        "INSERT INTO posts VALUES (1, 'one')",
        "CREATE PUBLICATION skip FOR TABLE posts");
    Path data = directory.resolve(database.name());
    for (int i = 2; i < 4; i++) {
      PostgresService postgres =
          new PostgresService(database.options().withSlot("skip_" + database.name()));
      try (ServiceInstance service =
          ServiceInstance.start(
              new TableService(postgres),
              EngineOptions.defaults()
                  .withPersistence(Persistence.in(data).withProgramVersion("1")))) {
        service.instantiateResource(UUID.randomUUID().toString(), "rows", "posts");
        requireSame(database, postgres, service, "posts");
        if (i == 2) {
          server.restart();
        }
        database.run("INSERT INTO posts VALUES (" + i + ", 'more')");
        requireSame(database, postgres, service, "posts");
      }
      database.run("UPDATE posts SET title = 'while it was away " + i + "'");
      assertThat(database.slots()).isEqualTo(1);
    }
  }
}
