package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.ServiceInstance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tables that are polled hardly ever, and looked at when a trigger notifies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BellTest {

  private static final long HARDLY_EVER_MILLIS = 3_600_000;

  private final Server server = Server.start();
  private final Database database = server.database();

  @BeforeAll
  void create() {
    database.run(
        "CREATE TABLE notes(id bigint PRIMARY KEY, text text)",
        "INSERT INTO notes VALUES (1, 'one')",
        // as docs/postgres.md has it
        "CREATE FUNCTION skip_bell() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN NOTIFY skip; RETURN NULL; END $$",
        "CREATE TRIGGER skip_bell AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON notes"
            + " FOR EACH STATEMENT EXECUTE FUNCTION skip_bell()");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void awaitRows(ServiceInstance service) {
    Until.asserted(() ->
        assertThat(TableService.rows(service, "notes")).isEqualTo(database.rows("notes", "id")));
  }

  @Test
  void change_isSeenWhenItIsNotified_alsoOneWhileNobodyListened() {
    PostgresOptions options =
        database.options().withPolling().withPollMillis(HARDLY_EVER_MILLIS).withBell("skip");
    try (ServiceInstance service =
        ServiceInstance.start(new TableService(new PostgresService(options)))) {
      service.instantiateResource("rows", "rows", "notes");
      awaitRows(service);
      Until.holds("it listens", () -> listeners() == 1);
      database.run("INSERT INTO notes VALUES (2, 'two'), (3, 'three')");
      awaitRows(service);
      database.run("UPDATE notes SET text = 'zwei' WHERE id = 2", "DELETE FROM notes WHERE id = 1");
      awaitRows(service);
      database.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR"
              + " (application_name = 'skip' AND query = 'SELECT 1');"
              + " INSERT INTO notes VALUES (4, 'four')");
      awaitRows(service);
      database.run("TRUNCATE notes");
      awaitRows(service);
    }
    Until.holds("no connection is left", () -> connections() == 0);
  }

  private int connections() {
    return Integer.parseInt(
        database.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'skip'"));
  }

  private int listeners() {
    return Integer.parseInt(
        database.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"));
  }
}
