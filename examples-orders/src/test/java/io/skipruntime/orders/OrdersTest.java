package io.skipruntime.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.board.EmbeddedDatabase;
import io.skipruntime.client.EventStream;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.orders.OrdersService.Placed;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.server.Tab;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The orders with a real broker and a real PostgreSQL: what is ordered is on the page and in the
 * topic of results, with the names and prices that the tables have.
 */
final class OrdersTest {

  private static final Duration WINDOW = Duration.ofHours(1);
  private static final int TIMEOUT_MILLIS = 20_000;

  private static EmbeddedBroker broker;
  private static EmbeddedDatabase database;
  private static PGSimpleDataSource source;
  private static RunningOrders orders;

  @TempDir private Path profile = Path.of("");

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
    try {
      database = EmbeddedDatabase.start();
    } catch (IOException | RuntimeException e) {
      Assumptions.abort("PostgreSQL cannot be started here: " + e);
    }
    source = database.source();
    ReferenceData.prepare(source);
    orders =
        RunningOrders.start(
            broker.bootstrapServers(),
            PostgresOptions.of(database.url(), "postgres", ""),
            ServerOptions.defaults().withPorts(0, 0),
            0,
            WINDOW,
            0);
  }

  @AfterAll
  static void stop() throws IOException {
    if (orders != null) {
      orders.close();
    }
    if (database != null) {
      database.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  private static void order(String region, long product, long quantity, Instant at)
      throws Exception {
    orders.topic().send(new Placed(product, region, quantity, at)).get();
  }

  private static void order(String region, long product, long quantity) throws Exception {
    order(region, product, quantity, Instant.now());
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  /** Waits until subscribers know such values of a region, as JSON; the values. */
  private static JsonArray until(String region, Predicate<String> condition)
      throws IOException, InterruptedException {
    URI resource =
        URI.create("http://127.0.0.1:" + orders.server().streamingPort() + "/v1/resources/top");
    try (EventStream events = EventStream.open(resource)) {
      JsonArray known = Json.array();
      while (true) {
        Json told = Json.parse(events.next(TIMEOUT_MILLIS).orElseThrow().data().toString());
        for (Json each : told.asArray().elements()) {
          if (each.asArray().get(0).equals(Json.of(region))) {
            known = each.asArray().get(1).asArray();
          }
        }
        if (condition.test(known.toString())) {
          return known;
        }
      }
    }
  }

  private static List<String> names(JsonArray top) {
    return top.get(0).asObject().get("products").asArray().elements().stream()
        .map(each -> each.asObject().get("name").asString())
        .toList();
  }

  @Test
  void bestProducts_areThoseOfTheWindow_byWhatTheyAreWorth() throws Exception {
    sql("INSERT INTO regions VALUES ('isle', 'The isle')");
    order("isle", 1, 1_000_000, Instant.now().minus(WINDOW).minusSeconds(1));
    order("isle", 2, 10); // worth 9500
    order("isle", 3, 1); // 1450
    order("isle", 4, 1); // 6900
    order("isle", 5, 1); // 1200
    order("isle", 3, 1); // together 2900
    JsonArray top = until("isle", text -> text.contains("2900"));
    assertThat(names(top)).containsExactly("Ink, blue", "Desk lamp", "Notebook");
    assertThat(top.get(0).asObject().get("name")).isEqualTo(Json.of("The isle"));
  }

  @Test
  void namesAndPrices_areThoseThatTheTablesHaveNow() throws Exception {
    sql("INSERT INTO products VALUES (100, 'Globe', 500)");
    order("moon", 100, 2);
    sql("INSERT INTO regions VALUES ('moon', 'The moon')");
    until("moon", text -> text.contains("1000"));
    sql("UPDATE products SET name = 'Moon globe', cents = 700 WHERE id = 100");
    assertThat(names(until("moon", text -> text.contains("1400")))).containsExactly("Moon globe");
    sql("DELETE FROM products WHERE id = 100");
    until("moon", text -> text.equals("[]"));
  }

  @Test
  void result_isInItsTopic_andGoneWhenItsRegionIs() throws Exception {
    sql("INSERT INTO regions VALUES ('mars', 'Mars')");
    order("mars", 1, 1);
    until("mars", text -> text.contains("3900"));
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(OrdersService.TOP_TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      untilRecord(consumer, value -> value.contains("Fountain pen"));
      sql("DELETE FROM regions WHERE code = 'mars'");
      untilRecord(consumer, String::isEmpty);
    }
  }

  /** Waits for a record of Mars, the value of which is empty when it is gone. */
  private static void untilRecord(
      KafkaConsumer<String, String> consumer, Predicate<String> condition) {
    long end = System.nanoTime() + Duration.ofMillis(TIMEOUT_MILLIS).toNanos();
    while (System.nanoTime() < end) {
      for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(100))) {
        String value = each.value() == null ? "" : each.value();
        if (each.key().equals("mars") && condition.test(value)) {
          return;
        }
      }
    }
    throw new AssertionError("there is no such record");
  }

  @Test
  void page_isLive_andHasTheBestOfEachRegion() throws Exception {
    sql("INSERT INTO regions VALUES ('lake', 'The lake')");
    order("lake", 6, 2);
    try (Tab tab = Tab.open(orders.address(), profile)) {
      tab.until("document.querySelector('#status').textContent === 'live'");
      String card = "document.querySelector('section[data-region=\"lake\"]')";
      tab.until(card + "?.querySelector('.worth')?.textContent === '€ 48.00'");
      assertThat(tab.evaluate(card + ".querySelector('h2').textContent"))
          .isEqualTo(Json.of("The lake"));
      order("lake", 4, 1);
      tab.until(card + ".querySelector('.name').textContent === 'Desk lamp'");
      sql("UPDATE regions SET name = 'The great lake' WHERE code = 'lake'");
      tab.until(card + ".querySelector('h2').textContent === 'The great lake'");
      tab.until("document.querySelector('#totals').textContent.includes(' orders · € ')");
    }
  }
}
