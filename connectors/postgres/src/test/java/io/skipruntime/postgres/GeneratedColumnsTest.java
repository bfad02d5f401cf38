package io.skipruntime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Columns that the server computes have one value, whether they are loaded or streamed. */
@ExtendWith(SharedServer.class)
class GeneratedColumnsTest {

  private final Server server;
  private final Database database;
  private final PostgresService postgres;
  private final ServiceInstance service;

  GeneratedColumnsTest(Server server) {
    this.server = server;
    this.database = server.database();
    this.postgres = new PostgresService(database.options());
    this.service = ServiceInstance.start(new TableService(postgres));
  }

  @BeforeEach
  void create() {
    database.run(
        "CREATE TABLE items (id int PRIMARY KEY, net int, gross int GENERATED ALWAYS AS (net * 2)"
            + " STORED)",
        "INSERT INTO items VALUES (1, 10), (2, 20)");
  }

  @AfterEach
  void close() {
    service.close();
    Until.holds("no slot is left", () -> database.slots() == 0);
  }

  private Json row(int id) {
    database.awaitShown(postgres);
    return Objects.requireNonNull(TableService.rows(service, "items").get(Json.of(id)));
  }

  @Test
  void published_isLoadedAndStreamed() {
    server.assumeAtLeast(18);
    database.run(
        "CREATE PUBLICATION skip FOR TABLE items WITH (publish_generated_columns = stored)");
    service.instantiateResource("a", "rows", "items");
    assertThat(row(1)).isEqualTo(Json.parse("{\"id\":1,\"net\":10,\"gross\":20}"));
    database.run("UPDATE items SET net = 11 WHERE id = 1");
    assertThat(row(1)).isEqualTo(Json.parse("{\"id\":1,\"net\":11,\"gross\":22}"));
  }

  @Test
  void unpublished_isNeitherLoadedNorStreamed() {
    database.run("CREATE PUBLICATION skip FOR TABLE items");
    service.instantiateResource("a", "rows", "items");
    assertThat(row(1)).isEqualTo(Json.parse("{\"id\":1,\"net\":10}"));
    database.run("UPDATE items SET net = 11 WHERE id = 1");
    assertThat(row(1)).isEqualTo(Json.parse("{\"id\":1,\"net\":11}"));
  }

  @Test
  void virtualOne_isNeitherLoadedNorStreamed() {
    server.assumeAtLeast(18);
    database.run(
        "ALTER TABLE items DROP COLUMN gross",
        "ALTER TABLE items ADD COLUMN gross int GENERATED ALWAYS AS (net * 2) VIRTUAL",
        "CREATE PUBLICATION skip FOR TABLE items WITH (publish_generated_columns = stored)");
    service.instantiateResource("a", "rows", "items");
    assertThat(row(2)).isEqualTo(Json.parse("{\"id\":2,\"net\":20}"));
    database.run("UPDATE items SET net = 21 WHERE id = 2");
    assertThat(row(2)).isEqualTo(Json.parse("{\"id\":2,\"net\":21}"));
  }

  @Test
  void componentOfARecord_isRefusedByName_whenItIsNotPublished() {
    database.run("CREATE PUBLICATION skip FOR TABLE items");
    try (ServiceInstance typed =
        ServiceInstance.start(new PricesService(new PostgresService(database.options())))) {
      assertThatThrownBy(() -> typed.instantiateResource("a", "prices", "items"))
          .hasMessageContaining("gross");
    }
  }

  @Test
  void statementsOfTheApplication_succeed_whenNothingIsAdvisedThatBreaksThem() {
    database.run("CREATE PUBLICATION skip FOR TABLE items");
    service.instantiateResource("a", "rows", "items");
    database.run(
        "UPDATE items SET id = 3 WHERE id = 1",
        "DELETE FROM items WHERE id = 2",
        "INSERT INTO items VALUES (4, 1)");
    assertThat(row(3)).isEqualTo(Json.parse("{\"id\":3,\"net\":10}"));
    assertThat(TableService.rows(service, "items")).containsOnlyKeys(Json.of(3), Json.of(4));
    database.run("CREATE TABLE keyless (net int)", "ALTER PUBLICATION skip ADD TABLE keyless");
    assertThatThrownBy(() -> service.instantiateResource("b", "rows", "keyless"))
        .hasMessageContaining("ADD PRIMARY KEY")
        .message()
        .doesNotContain("FULL");
  }
}
