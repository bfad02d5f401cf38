package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What has no primary key is polled by columns that are named, which may not tell rows apart. */
@ExtendWith(SharedServer.class)
class OddViewsTest {

  private final Server server;
  private final Database database;

  OddViewsTest(Server server) {
    this.server = server;
    this.database = server.database();
  }

  /** A view whose rows are told apart by its columns {@code a} and {@code b}. */
  record Pairs(String view) implements Resource<TableService.Inputs> {
    @Override
    public EagerCollection<Json, Json> instantiate(TableService.Inputs inputs, Context context) {
      return context.useExternalResource(
          PostgresTable.withKeyColumns(
              PostgresTable.of("database", view, Json.class, Json.class), "a", "b"));
    }
  }

  record PairService(PostgresService database)
      implements SkipService<TableService.Inputs, TableService.Inputs> {
    @Override
    public Resources<TableService.Inputs> resources() {
      return Resources.of("pairs", String.class, Pairs::new);
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("database", database);
    }

    @Override
    public TableService.Inputs createGraph(TableService.Inputs inputs, Context context) {
      return inputs;
    }
  }

  @Test
  void rowsOfAView_thatTheKeyDoesNotTellApart_areListed_andOtherRowsAreThere() {
    database.run(
        "CREATE TABLE facts (a int, b text, c int)",
        "INSERT INTO facts VALUES (1, 'x', 1), (1, 'y', 2), (1, 'y', 3), (2, NULL, 4), (3, '', 5)",
        "CREATE VIEW pairs AS SELECT * FROM facts");
    PostgresService polling =
        new PostgresService(database.options().withPolling().withPollMillis(50));
    try (ServiceInstance other = ServiceInstance.start(new PairService(polling))) {
      other.instantiateResource("p", "pairs", "pairs");
      assertThat(other.<Json, Json>getAll("pairs", "pairs"))
          .extracting(each -> each.key().toString())
          .containsExactlyInAnyOrder("[1,\"x\"]", "[3,\"\"]");
      assertThat(TableService.status(other, "pairs").rejected().first())
          .extracting(each -> each.key() + ": " + each.why())
          .containsExactlyInAnyOrder(
              "[1,\"y\"]: several rows have this key", "[2,null]: the column b of the key is null");
      database.run("DELETE FROM facts WHERE c = 3", "UPDATE facts SET b = 'z' WHERE c = 4");
      database.awaitShown(polling);
      assertThat(other.<Json, Json>getAll("pairs", "pairs")).hasSize(4);
      assertThat(TableService.status(other, "pairs").rejected().count()).isZero();
    }
  }

  @Test
  void foreignTable_isPolled() {
    database.run(
        "CREATE TABLE facts (a int, b text, c int)",
        "INSERT INTO facts VALUES (1, 'x', 1)",
        "CREATE EXTENSION postgres_fdw",
        "CREATE SERVER self FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '"
            + server.port()
            + "', dbname '"
            + database.name()
            + "')",
        "CREATE USER MAPPING FOR postgres SERVER self OPTIONS (user 'postgres')",
        "CREATE FOREIGN TABLE far (a int, b text, c int) SERVER self OPTIONS (table_name 'facts')");
    PostgresService polling =
        new PostgresService(database.options().withPolling().withPollMillis(50));
    try (ServiceInstance other = ServiceInstance.start(new PairService(polling))) {
      other.instantiateResource("p", "pairs", "far");
      database.run("INSERT INTO facts VALUES (2, 'y', 2)");
      database.awaitShown(polling);
      assertThat(other.<Json, Json>getAll("pairs", "far")).hasSize(2);
    }
  }
}
