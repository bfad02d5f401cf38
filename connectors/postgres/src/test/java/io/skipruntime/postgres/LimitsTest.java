package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SourceStatus.State;
import io.skipruntime.engine.ServiceInstance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a server allows is respected and told; the service never holds up the server. */
class LimitsTest {

  private static Database posts(Server server) {
    Database database = server.database();
    database.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, title text)",
        "INSERT INTO posts SELECT i, 'post ' || i FROM generate_series(1, 10) i",
        "CREATE PUBLICATION skip FOR TABLE posts");
    return database;
  }

  @Test
  void serverWithoutLogicalReplication_isRefusedWithTheSql_andCanBePolled() {
    try (Server server = Server.startWith("wal_level", "replica")) {
      Database database = posts(server);
      assertThat(database.ask("SHOW wal_level")).isEqualTo("replica");
      PostgresService following = new PostgresService(database.options());
      try (ServiceInstance service = ServiceInstance.start(new TableService(following))) {
        assertThatThrownBy(() -> service.instantiateResource("a", "rows", "posts"))
            .hasMessageContaining("ALTER SYSTEM SET wal_level = 'logical'; and restart");
      }
      PostgresService polling =
          new PostgresService(database.options().withPolling().withPollMillis(50));
      try (ServiceInstance service = ServiceInstance.start(new TableService(polling))) {
        service.instantiateResource("a", "rows", "posts");
        database.run("DELETE FROM posts WHERE id = 1");
        database.awaitShown(polling);
        assertThat(TableService.rows(service, "posts")).hasSize(9);
      }
    }
  }

  @Test
  void serverWithoutAFreeSlot_isTold_andNothingIsLeftHalfMade() {
    try (Server server = Server.start()) {
      Database database = posts(server);
      int limit = Integer.parseInt(database.ask("SHOW max_replication_slots"));
      for (int i = 1; i < limit; i++) {
        database.run("SELECT pg_create_physical_replication_slot('taken_" + i + "')");
      }
      PostgresService postgres = new PostgresService(database.options());
      try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
        assertThatThrownBy(() -> service.instantiateResource("a", "rows", "posts"))
            .hasMessageContaining("ALTER SYSTEM SET max_replication_slots = " + (limit + 1));
        assertThat(database.slots()).isZero();
        database.run("SELECT pg_drop_replication_slot('taken_1')");
        service.instantiateResource("b", "rows", "posts");
        assertThat(TableService.rows(service, "posts")).hasSize(10);
      }
    }
  }

  @Test
  void server_stopsAtOnce_whileItIsFollowed_andTheTableIsFollowedAgainAfterwards()
      throws Exception {
    try (Server server = Server.start()) {
      Database database = posts(server);
      PostgresService postgres = new PostgresService(database.options());
      try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
        service.instantiateResource("a", "rows", "posts");
        for (int i = 0; i < 3; i++) {
          database.run("INSERT INTO posts SELECT i, 'x' FROM generate_series(20, 5000) i");
          long begin = System.nanoTime();
          server.restart();
          assertThat(Duration.ofNanos(System.nanoTime() - begin))
              .isLessThan(Duration.ofSeconds(20));
          database.run("DELETE FROM posts WHERE id >= 20");
          database.awaitShown(postgres);
          Until.asserted(() -> {
            assertThat(TableService.rows(service, "posts")).isEqualTo(database.rows("posts", "id"));
            assertThat(TableService.status(service, "posts").state()).isEqualTo(State.LIVE);
          });
        }
      }
    }
  }

  @Test
  void thousandPublishedTables_areNoBurden_andOneThatDoesNotFitHoldsUpNoOther() {
    try (Server server = Server.start()) {
      Database database = posts(server);
      database.run(
          "DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE t%s (id bigint PRIMARY"
              + " KEY, title text)', i); EXECUTE format('INSERT INTO t%s VALUES (1, ''one'')', i);"
              + " IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$",
          "DROP PUBLICATION skip", "CREATE PUBLICATION skip FOR ALL TABLES");
      PostgresService postgres = new PostgresService(database.options());
      try (ServiceInstance service = ServiceInstance.start(new TableService(postgres))) {
        for (int i = 1; i <= 50; i++) {
          service.instantiateResource("t" + i, "rows", "t" + i);
        }
        database.run(
            "DO $$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('UPDATE t%s SET title = ''two''', i);"
                + " IF i % 10 = 0 THEN COMMIT; END IF; END LOOP; END $$",
            "ALTER TABLE t7 RENAME TO away", "UPDATE t8 SET title = 'three'");
        database.awaitShown(postgres);
        Until.asserted(() ->
            assertThat(TableService.rows(service, "t8")).isEqualTo(database.rows("t8", "id")));
        Until.asserted(
            () -> assertThat(TableService.status(service, "t7").state()).isEqualTo(State.STALE));
        for (int i = 1; i <= 50; i++) {
          if (i != 7) {
            assertThat(TableService.rows(service, "t" + i)).isEqualTo(database.rows("t" + i, "id"));
          }
        }
      }
    }
  }
}
