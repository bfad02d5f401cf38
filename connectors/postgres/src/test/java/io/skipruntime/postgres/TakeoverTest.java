package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.journal.Persistence;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that takes over may lack commits that were shown, and the slot: all tables are read
 * again then, and what is lost at the database is gone here.
 */
class TakeoverTest {

  private static final String SLOT = "skip_takeover";

  @TempDir private Path directory = Path.of("");

  private ServiceInstance start(Database database) {
    ServiceInstance service =
        ServiceInstance.start(
            new TableService(new PostgresService(database.options().withSlot(SLOT))),
            EngineOptions.defaults()
                .withPersistence(Persistence.in(directory).withProgramVersion("1")));
    service.instantiateResource(UUID.randomUUID().toString(), "rows", "posts");
    return service;
  }

  private static void awaitSame(ServiceInstance service, Database database) {
    Until.asserted(() -> {
      assertThat(TableService.rows(service, "posts")).isEqualTo(database.rows("posts", "id"));
      assertThat(TableService.status(service, "posts").state()).isEqualTo(State.LIVE);
    });
  }

  private static Database create(Server server) {
    Database database = server.database();
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
        "INSERT INTO posts SELECT i, 'post ' || i FROM generate_series(1, 10) i",
        "CREATE PUBLICATION skip FOR TABLE posts");
    return database;
  }

  @Test
  void lostCommits_areGone_whenTheServiceRunsOn() throws Exception {
    try (Server server = Server.start()) {
      Database database = create(server);
      Path copy = server.copy();
      try (ServiceInstance service = start(database)) {
        database.run("INSERT INTO posts VALUES (11, 'lost')", "DELETE FROM posts WHERE id = 1");
        awaitSame(service, database);
        server.takeOver(copy);
        database.run("INSERT INTO posts VALUES (12, 'kept')");
        awaitSame(service, database);
        assertThat(TableService.rows(service, "posts")).hasSize(11);
      }
    }
  }

  @Test
  void lostCommits_areGone_whenTheServiceWasDown() throws Exception {
    try (Server server = Server.start()) {
      Database database = create(server);
      start(database).close();
      Path copy = server.copy();
      database.run("INSERT INTO posts VALUES (11, 'lost')", "DELETE FROM posts WHERE id = 1");
      try (ServiceInstance service = start(database)) {
        awaitSame(service, database);
      }
      server.takeOver(copy);
      database.run("INSERT INTO posts SELECT i, 'kept' FROM generate_series(12, 2000) i");
      try (ServiceInstance service = start(database)) {
        awaitSame(service, database);
      }
    }
  }
}
