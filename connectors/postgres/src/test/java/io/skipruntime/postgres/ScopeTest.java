package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a publication leaves out, or cannot tell, is left out of the first load, too, or refused.
 */
@ExtendWith(SharedServer.class)
class ScopeTest {

  private final Server server;
  private final Database database;
  private final PostgresService postgres;
  private final ServiceInstance service;

  ScopeTest(Server server) {
    this.server = server;
    this.database = server.database();
    this.postgres = new PostgresService(database.options().withCatalogMillis(200));
    this.service = ServiceInstance.start(new TableService(postgres));
  }

  @AfterEach
  void close() {
    service.close();
    Until.holds("no slot is left", () -> database.slots() == 0);
  }

  private void awaitCommitted() {
    database.awaitShown(postgres);
  }

  @Test
  void filterAndColumnList_holdForLoadAndStream() {
    server.assumeAtLeast(15);
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, shown bool, secret text)",
        "ALTER TABLE items REPLICA IDENTITY FULL",
        "INSERT INTO items VALUES (1, true, 'a'), (2, false, 'b')");
    assertThatThrownBy(() ->
            database.run(
                "CREATE PUBLICATION skip FOR TABLE items (id, shown) WHERE (shown); UPDATE items"
                    + " SET shown = true"))
        .hasMessageContaining("cannot update");
    database.run("CREATE PUBLICATION skip FOR TABLE items WHERE (shown)");
    service.instantiateResource("a", "rows", "items");
    assertThat(TableService.rows(service, "items")).containsOnlyKeys(Json.of(1));
    database.run("UPDATE items SET shown = NOT shown");
    awaitCommitted();
    assertThat(TableService.rows(service, "items")).containsOnlyKeys(Json.of(2));
  }

  @Test
  void columnList_holdsForLoadAndStream() {
    server.assumeAtLeast(15);
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, name text, secret text)",
        "INSERT INTO items VALUES (1, 'one', 'x')",
        "CREATE PUBLICATION skip FOR TABLE items (id, name)");
    service.instantiateResource("a", "rows", "items");
    database.run("INSERT INTO items VALUES (2, 'two', 'y')");
    awaitCommitted();
    assertThat(TableService.rows(service, "items").values())
        .containsExactly(
            Json.parse("{\"id\":1,\"name\":\"one\"}"), Json.parse("{\"id\":2,\"name\":\"two\"}"));
  }

  @Test
  void partitionedTable_isFollowedByItsRoot_orRefused() {
    database.run(
        "CREATE TABLE events (id int PRIMARY KEY, name text) PARTITION BY RANGE (id)",
        "CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE events_b PARTITION OF events FOR VALUES FROM (100) TO (200)",
        "INSERT INTO events VALUES (1, 'a'), (101, 'b')",
        "CREATE PUBLICATION skip FOR TABLE events");
    assertThatThrownBy(() -> service.instantiateResource("a", "rows", "events"))
        .hasMessageContaining("ALTER PUBLICATION skip SET (publish_via_partition_root = true)");
    database.run("ALTER PUBLICATION skip SET (publish_via_partition_root = true)");
    service.instantiateResource("b", "rows", "events");
    database.run("UPDATE events SET id = 150 WHERE id = 1", "INSERT INTO events VALUES (2, 'c')");
    awaitCommitted();
    assertThat(TableService.rows(service, "events"))
        .containsOnlyKeys(Json.of(2), Json.of(101), Json.of(150));
    database.run("TRUNCATE events_b");
    Until.asserted(
        () -> assertThat(TableService.rows(service, "events")).containsOnlyKeys(Json.of(2)));
  }

  @Test
  void partitions_mayHaveDifferentIdentities() {
    database.run(
        "CREATE TABLE events (id int PRIMARY KEY, name text) PARTITION BY RANGE (id)",
        "CREATE TABLE events_a PARTITION OF events FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE events_b PARTITION OF events FOR VALUES FROM (100) TO (200)",
        "ALTER TABLE events_b REPLICA IDENTITY FULL",
        "INSERT INTO events VALUES (1, 'a'), (2, 'b'), (101, 'c'), (102, 'd')",
        "CREATE PUBLICATION skip FOR TABLE events WITH (publish_via_partition_root = true)");
    service.instantiateResource("a", "rows", "events");
    database.run(
        "UPDATE events SET id = 150 WHERE id = 1",
        "UPDATE events SET id = 50 WHERE id = 101",
        "UPDATE events SET name = name || '!'",
        "UPDATE events SET id = 103 WHERE id = 102",
        "DELETE FROM events WHERE id = 2");
    awaitCommitted();
    Map<Json, Json> rows = new TreeMap<>();
    rows.put(Json.of(50), Json.parse("{\"id\":50,\"name\":\"c!\"}"));
    rows.put(Json.of(103), Json.parse("{\"id\":103,\"name\":\"d!\"}"));
    rows.put(Json.of(150), Json.parse("{\"id\":150,\"name\":\"a!\"}"));
    assertThat(TableService.rows(service, "events")).isEqualTo(rows);
  }

  @Test
  void rowLevelSecurity_isRefused_unlessTheRolePassesIt() {
    String role = "secured_" + database.name();
    database.run(
        "CREATE TABLE posts (id int PRIMARY KEY, author text)",
        "ALTER TABLE posts ENABLE ROW LEVEL SECURITY",
        "CREATE PUBLICATION skip FOR TABLE posts",
        "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'x'",
        "GRANT SELECT ON posts TO " + role);
    PostgresOptions options = PostgresOptions.of(server.url(database.name()), role, "x");
    try (ServiceInstance other =
        ServiceInstance.start(new TableService(new PostgresService(options)))) {
      assertThatThrownBy(() -> other.instantiateResource("a", "rows", "posts"))
          .hasMessageContaining("ALTER ROLE " + role + " BYPASSRLS");
      database.run("ALTER ROLE " + role + " BYPASSRLS");
      other.instantiateResource("b", "rows", "posts");
    }
  }

  @Test
  void droppedTable_isStaleWithItsData_untilItIsThereAgain() {
    database.run(
        "CREATE TABLE posts (id int PRIMARY KEY, author text)",
        "INSERT INTO posts VALUES (1, 'ann')",
        "CREATE PUBLICATION skip FOR TABLE posts");
    service.instantiateResource("a", "rows", "posts");
    database.run("DROP TABLE posts");
    Until.asserted(() ->
        assertThat(TableService.status(service, "posts").reason().orElse(""))
            .contains("there is no table public.posts"));
    assertThat(TableService.status(service, "posts").state()).isEqualTo(State.STALE);
    assertThat(TableService.rows(service, "posts")).containsOnlyKeys(Json.of(1));
    database.run("CREATE TABLE posts (id int PRIMARY KEY)", "INSERT INTO posts VALUES (2)");
    database.run("ALTER PUBLICATION skip ADD TABLE posts");
    Until.asserted(
        () -> assertThat(TableService.rows(service, "posts")).containsOnlyKeys(Json.of(2)));
  }

  @Test
  void tableThatLeftThePublication_isReadAgain_whenItIsBack() {
    database.run(
        "CREATE TABLE posts (id int PRIMARY KEY)",
        "CREATE TABLE users (id int PRIMARY KEY)",
        "CREATE PUBLICATION skip FOR TABLE posts, users");
    service.instantiateResource("a", "rows", "posts");
    database.run("ALTER PUBLICATION skip DROP TABLE posts", "INSERT INTO posts VALUES (1)");
    database.run("ALTER PUBLICATION skip ADD TABLE posts");
    Until.asserted(
        () -> assertThat(TableService.rows(service, "posts")).containsOnlyKeys(Json.of(1)));
  }

  @Test
  void identity_mayChange_andNothingIsRefusedWithTheSqlThatMendsIt() {
    database.run(
        "CREATE TABLE posts (id int PRIMARY KEY, code int NOT NULL UNIQUE)",
        "INSERT INTO posts SELECT i, i FROM generate_series(1, 5) i",
        "CREATE PUBLICATION skip FOR TABLE posts");
    service.instantiateResource("a", "rows", "posts");
    database.run(
        "ALTER TABLE posts REPLICA IDENTITY FULL", "UPDATE posts SET id = 10 WHERE id = 1");
    database.run("ALTER TABLE posts REPLICA IDENTITY DEFAULT", "DELETE FROM posts WHERE id = 2");
    Until.asserted(() ->
        assertThat(TableService.rows(service, "posts")).isEqualTo(database.rows("posts", "id")));
    database.run("ALTER TABLE posts REPLICA IDENTITY USING INDEX posts_code_key");
    Until.asserted(() ->
        assertThat(TableService.status(service, "posts").reason().orElse(""))
            .contains("ALTER TABLE public.posts REPLICA IDENTITY DEFAULT"));
    database.run("ALTER TABLE posts REPLICA IDENTITY DEFAULT");
    Until.holds("live", () -> TableService.status(service, "posts").state() == State.LIVE);
  }

  @Test
  void commitThatIsTooLarge_isNotHeld_andTheTableIsReadAgain() {
    PostgresService small = new PostgresService(database.options().withMaxCommitBytes(10_000));
    database.run(
        "CREATE TABLE posts (id int PRIMARY KEY)", "CREATE PUBLICATION skip FOR TABLE posts");
    try (ServiceInstance other = ServiceInstance.start(new TableService(small))) {
      other.instantiateResource("a", "rows", "posts");
      database.run("INSERT INTO posts SELECT generate_series(1, 5000)");
      database.awaitShown(small);
      assertThat(TableService.rows(other, "posts")).hasSize(5000);
    }
  }
}
