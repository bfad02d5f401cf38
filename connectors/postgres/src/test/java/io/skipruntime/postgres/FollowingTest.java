package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tables of a database are what {@code SELECT} shows, whatever is done to them. */
@ExtendWith(SharedServer.class)
class FollowingTest {

  private final Server server;
  private Database database;
  private PostgresService postgres;
  private ServiceInstance service;

  FollowingTest(Server server) {
    this.server = server;
    this.database = server.database();
    this.postgres = new PostgresService(database.options());
    this.service = ServiceInstance.start(new TableService(postgres));
  }

  @BeforeEach
  void publish() {
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text, body text, votes int)",
        "CREATE TABLE users (id bigint PRIMARY KEY, name text)",
        "INSERT INTO posts SELECT i, 'post ' || i, NULL, i FROM generate_series(1, 100) i",
        "CREATE PUBLICATION skip FOR ALL TABLES");
    service.instantiateResource("posts", "rows", "posts");
  }

  @AfterEach
  void close() {
    service.close();
    Until.holds("no slot is left", () -> database.slots() == 0);
  }

  private void awaitCommitted() throws Exception {
    postgres
        .awaitCommitted(database.ask("SELECT pg_current_wal_insert_lsn()"))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
  }

  private void requireSame(String table) throws Exception {
    awaitCommitted();
    assertThat(TableService.rows(service, table)).isEqualTo(database.rows(table, "id"));
  }

  @Test
  void table_isWhatSelectShows_whenLoadedAndChanged() throws Exception {
    requireSame("posts");
    database.run("INSERT INTO posts VALUES (1000, 'new', 'a\tb\\c', 0)");
    database.run(
        "UPDATE posts SET votes = votes + 1 WHERE id < 50", "DELETE FROM posts WHERE id = 7");
    requireSame("posts");
    assertThat(TableService.status(service, "posts").state()).isEqualTo(State.LIVE);
  }

  @Test
  void keys_areMoved_whenTheyAreUpdated() throws Exception {
    requireSame("posts");
    database.run("UPDATE posts SET id = -id");
    requireSame("posts");
    database.run(
        "BEGIN; UPDATE posts SET id = 5000 WHERE id = -1; UPDATE posts SET id = 5001 WHERE id ="
            + " 5000; COMMIT");
    requireSame("posts");
  }

  @Test
  void rows_areAllThere_whenKeysAreExchangedInOneCommit() throws Exception {
    database.run(
        "CREATE TABLE seats (id int, name text, PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED)",
        "ALTER TABLE seats REPLICA IDENTITY FULL",
        "INSERT INTO seats VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    service.instantiateResource("seats", "rows", "seats");
    requireSame("seats");
    database.run("UPDATE seats SET id = 3 - id WHERE id < 3");
    requireSame("seats");
    database.run("UPDATE seats SET id = id % 3 + 1");
    requireSame("seats");
  }

  @Test
  void largeValue_staysWhole_whenAnotherColumnChanges() throws Exception {
    database.run(
        "ALTER TABLE posts ALTER body SET STORAGE EXTERNAL",
        "UPDATE posts SET body = repeat('x', 100000) WHERE id = 1");
    requireSame("posts");
    database.run("UPDATE posts SET votes = 5 WHERE id = 1");
    database.run(
        "BEGIN; INSERT INTO posts VALUES (2000, 't', repeat('y', 50000), 1); UPDATE posts SET votes"
            + " = 2 WHERE id = 2000; UPDATE posts SET id = 2001 WHERE id = 2000; COMMIT");
    database.run("UPDATE posts SET id = 1001 WHERE id = 1");
    requireSame("posts");
  }

  @Test
  void largeValuesOfAnyType_stayWhole_whenAnotherColumnChanges() throws Exception {
    database.run(
        "CREATE TABLE wide (id bigint PRIMARY KEY, votes int, document jsonb, numbers int[],"
            + " words text[], nothing text[], none int[])",
        "INSERT INTO wide SELECT i, 0, jsonb_build_object('text', (SELECT string_agg(md5(n::text),"
            + " '') FROM generate_series(1, 1000) n)), (SELECT array_agg(n * 7919) FROM"
            + " generate_series(1, 5000) n), (SELECT array_agg(md5(n::text)) FROM"
            + " generate_series(1, 1000) n), NULL, '{}' FROM generate_series(1, 3) i");
    service.instantiateResource("wide", "rows", "wide");
    requireSame("wide");
    database.run(
        "UPDATE wide SET votes = 1",
        "UPDATE wide SET id = -id WHERE id = 2",
        "BEGIN; UPDATE wide SET votes = 2; UPDATE wide SET nothing = '{}' WHERE id = 3; COMMIT");
    requireSame("wide");
  }

  @Test
  void table_isEmpty_whenTruncated() throws Exception {
    requireSame("posts");
    database.run(
        "BEGIN; INSERT INTO posts VALUES (3000, 'x'); TRUNCATE posts; INSERT INTO posts VALUES"
            + " (4000, 'y'); COMMIT");
    requireSame("posts");
    database.run("TRUNCATE posts");
    requireSame("posts");
    assertThat(TableService.rows(service, "posts")).isEmpty();
  }

  @Test
  void severalTables_areEmptyInOneCommit_whenTruncatedTogether() throws Exception {
    database.run(
        "CREATE TABLE comments (id bigint PRIMARY KEY, post bigint REFERENCES posts)",
        "INSERT INTO comments SELECT i, i FROM generate_series(1, 100) i",
        "INSERT INTO users VALUES (1, 'one')");
    service.instantiateResource("users", "rows", "users");
    service.instantiateResource("comments", "rows", "comments");
    requireSame("comments");
    database.run(
        "BEGIN; DELETE FROM comments WHERE id = 1; TRUNCATE users, posts RESTART IDENTITY CASCADE;"
            + " INSERT INTO posts VALUES (7, 'again'); COMMIT");
    for (String table : List.of("posts", "users", "comments")) {
      requireSame(table);
    }
    assertThat(TableService.rows(service, "comments")).isEmpty();
    assertThat(TableService.rows(service, "posts")).hasSize(1);
  }

  @Test
  void columns_areReadByTheirNames_whenTheyExchangeThem() throws Exception {
    requireSame("posts");
    String exchange =
        "BEGIN; ALTER TABLE posts RENAME title TO other; ALTER TABLE posts RENAME body TO title;"
            + " ALTER TABLE posts RENAME other TO body; COMMIT";
    database.run(exchange);
    Until.asserted(() -> requireSame("posts"));
    database.run(exchange, "UPDATE posts SET votes = votes + 1 WHERE id < 10");
    Until.asserted(() -> requireSame("posts"));
    database.run("INSERT INTO posts VALUES (900, 'title', 'body', 1)", exchange);
    Until.asserted(() -> requireSame("posts"));
  }

  @Test
  void transaction_isPresentOnce_whenItIsOpenWhileTheTableIsRead() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO users VALUES (1, 'before')");
      service.instantiateResource("users", "rows", "posts");
      Thread reader =
          Thread.ofVirtual().start(() -> service.instantiateResource("later", "rows", "users"));
      Until.asserted(() ->
          assertThat(TableService.status(service, "users").reason().orElse(""))
              .contains("waits for the transaction of pid"));
      statement.execute("INSERT INTO users VALUES (2, 'after')");
      connection.commit();
      reader.join();
    }
    requireSame("users");
  }

  @Test
  void preparedTransaction_isNamedWhileItIsWaitedFor_andPresentOnce() throws Exception {
    database.run("BEGIN; INSERT INTO users VALUES (1, 'prepared'); PREPARE TRANSACTION 'order 17'");
    Thread reader =
        Thread.ofVirtual().start(() -> service.instantiateResource("users", "rows", "users"));
    Until.asserted(() ->
        assertThat(TableService.status(service, "users").reason().orElse(""))
            .contains("waits for the prepared transaction order 17"));
    database.run("COMMIT PREPARED 'order 17'");
    reader.join();
    requireSame("users");
    database.run("BEGIN; INSERT INTO users VALUES (2, 'later'); PREPARE TRANSACTION 'order 18'");
    requireSame("users");
    assertThat(TableService.rows(service, "users")).hasSize(1);
    database.run("COMMIT PREPARED 'order 18'");
    requireSame("users");
    assertThat(TableService.rows(service, "users")).hasSize(2);
  }

  @Test
  void abortedWork_isNeverThere() throws Exception {
    requireSame("posts");
    database.run(
        "BEGIN; INSERT INTO posts VALUES (1, 'twice') ON CONFLICT DO NOTHING; SAVEPOINT s;"
            + " DELETE FROM posts; ROLLBACK TO s; UPDATE posts SET votes = 0 WHERE id = 2; COMMIT",
        "BEGIN; DELETE FROM posts; ROLLBACK");
    requireSame("posts");
    assertThat(TableService.rows(service, "posts")).hasSize(100);
  }

  @Test
  void columns_areThoseOfTheTable_whenItIsAltered() throws Exception {
    requireSame("posts");
    database.run("ALTER TABLE posts ADD COLUMN tag text DEFAULT 'none'");
    database.run("INSERT INTO posts (id, title) VALUES (500, 'tagged')");
    Until.asserted(() -> requireSame("posts"));
    database.run("ALTER TABLE posts DROP COLUMN title");
    database.run("INSERT INTO posts (id, tag) VALUES (501, 'short')");
    Until.asserted(() -> requireSame("posts"));
  }

  @Test
  void table_isReadAgain_whenAllConnectionsAreLost() throws Exception {
    for (int i = 0; i < 5; i++) {
      requireSame("posts");
      database.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'skip'"
              + " AND datname = current_database()",
          "UPDATE posts SET votes = votes + 1 WHERE id > " + i);
    }
    requireSame("posts");
    Until.holds("live", () -> TableService.status(service, "posts").state() == State.LIVE);
  }

  @Test
  void allThatIsMissing_isToldWithSql_whenTheRoleMayNothing() {
    database.run(
        "DROP PUBLICATION skip",
        "CREATE TABLE keyless (a int)",
        "CREATE ROLE reader_" + database.name() + " LOGIN REPLICATION PASSWORD 'x'");
    PostgresService limited =
        new PostgresService(
            PostgresOptions.of(server.url(database.name()), "reader_" + database.name(), "x"));
    try (ServiceInstance other = ServiceInstance.start(new TableService(limited))) {
      assertThatThrownBy(() -> other.instantiateResource("a", "rows", "posts"))
          .hasMessageContaining("GRANT SELECT ON public.posts TO reader_")
          .hasMessageContaining("CREATE PUBLICATION skip FOR TABLE public.posts WITH");
      assertThatThrownBy(() -> other.instantiateResource("b", "rows", "keyless"))
          .hasMessageContaining("ADD PRIMARY KEY");
      assertThatThrownBy(() -> other.instantiateResource("c", "rows", "nothing"))
          .hasMessageContaining("there is no table public.nothing");
    }
  }

  @Test
  void role_needsNothingButReplicationAndSelect() {
    database.run(
        "CREATE ROLE least_" + database.name() + " LOGIN REPLICATION PASSWORD 'x'",
        "GRANT SELECT ON posts TO least_" + database.name());
    PostgresService limited =
        new PostgresService(
            PostgresOptions.of(server.url(database.name()), "least_" + database.name(), "x"));
    try (ServiceInstance other = ServiceInstance.start(new TableService(limited))) {
      other.instantiateResource("a", "rows", "posts");
      assertThat(TableService.rows(other, "posts")).hasSize(100);
    }
  }

  @Test
  void view_isPolled_whenItsKeyIsNamed() throws Exception {
    PostgresService polling =
        new PostgresService(database.options().withPolling().withPollMillis(50));
    try (ServiceInstance other = ServiceInstance.start(new TableService(polling))) {
      other.instantiateResource("a", "rows", "posts");
      database.run("DELETE FROM posts WHERE id < 90", "UPDATE posts SET votes = 0");
      polling
          .awaitCommitted(database.ask("SELECT pg_current_wal_insert_lsn()"))
          .toCompletableFuture()
          .get(60, TimeUnit.SECONDS);
      assertThat(TableService.rows(other, "posts")).isEqualTo(database.rows("posts", "id"));
    }
  }

  @Test
  void compositeKeysAndOddNames_areRead() throws Exception {
    database.run(
        "CREATE SCHEMA \"Weird \"\"Schema\"",
        "CREATE TABLE \"Weird \"\"Schema\".\"Täble\" (\"A b\" text, n bigint, v text, PRIMARY KEY"
            + " (\"A b\", n))",
        "INSERT INTO \"Weird \"\"Schema\".\"Täble\" VALUES ('\"😀', 9007199254740993, 'x')");
    String name = "\"Weird \"\"Schema\".\"Täble\"";
    service.instantiateResource("odd", "rows", name);
    database.run(
        "INSERT INTO " + name + " VALUES ('b', 2, 'y')",
        "UPDATE " + name + " SET v = 'z', n = n + 1");
    awaitCommitted();
    assertThat(TableService.rows(service, name).keySet())
        .containsExactly(
            Json.array(Json.of("\"😀"), Json.of(9007199254740994L)),
            Json.array(Json.of("b"), Json.of(3)));
  }

  @Test
  void laterTable_isAlignedWithOthers() throws Exception {
    database.run("INSERT INTO users VALUES (1, 'one')");
    requireSame("posts");
    service.instantiateResource("users", "rows", "users");
    database.run("BEGIN; UPDATE users SET name = 'two'; UPDATE posts SET title = 'two'; COMMIT");
    requireSame("posts");
    requireSame("users");
    assertThat(List.of("posts", "users"))
        .allMatch(table -> TableService.status(service, table).state() == State.LIVE);
  }
}
