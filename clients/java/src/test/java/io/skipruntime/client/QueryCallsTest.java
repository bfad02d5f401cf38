package io.skipruntime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.skipruntime.client.QueryResult.Column;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ad hoc queries by a broker. */
final class QueryCallsTest {

  private static final RemoteInput<String, Long> SCORES =
      RemoteInput.of("scores", String.class, Long.class);
  private static final Json NONE = Json.object(Map.of());

  private final SkipServer server =
      SkipServer.start(
          new ScoresService(),
          ServerOptions.defaults()
              .withPorts(0, 0)
              .withEngine(EngineOptions.defaults().withHistoryMillis(60_000)));
  private final SkipServiceBroker broker =
      new SkipServiceBroker(Entrypoint.local(server.streamingPort(), server.controlPort()));

  @AfterEach
  void close() {
    broker.close();
    server.close();
  }

  @Test
  void query_givesColumnsAndRows_ofTheVersionThatIsAskedFor() {
    String before = broker.update(SCORES, Map.of("Ann", List.of(3L)));
    String after = broker.update(SCORES, Map.of("Ann", List.of(4L), "Bea", List.of(5L)));
    String query = "SELECT key, value, NULL AS n FROM scores WHERE value < :most ORDER BY key";
    Json params = Json.object(Map.of("most", Json.of(5)));

    QueryResult now = broker.query(query, params);

    assertThat(now.columns()).startsWith(new Column("key", "text"), new Column("value", "bigint"));
    assertThat(now.rows()).containsExactly(List.of(Json.of("Ann"), Json.of(4), Json.NULL));
    assertThat(now.watermark()).isEqualTo(after);
    QueryResult past = broker.at(before).query(query, params);
    assertThat(past.rows()).containsExactly(List.of(Json.of("Ann"), Json.of(3), Json.NULL));
    assertThat(past.watermark()).isEqualTo(before);
  }

  @Test
  void explain_givesTheLinesOfThePlan() {
    assertThat(broker.explain("SELECT key FROM scores"))
        .anySatisfy(line -> assertThat(line).contains("scan scores"));
  }

  @Test
  void refusal_hasItsPlace() {
    assertThatThrownBy(() -> broker.query("SELECT key\nFROM scoers", NONE))
        .isInstanceOfSatisfying(
            BrokerException.class,
            refusal -> {
              assertThat(refusal.type()).isEqualTo("invalid-query");
              assertThat(refusal.problem().get("line")).isEqualTo(Json.of(2));
              assertThat(refusal.problem().get("column")).isEqualTo(Json.of(6));
            });
  }

  @Test
  void answerOfSomethingElse_isRefused() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'[', ']'});
          }
        });
    other.start();
    int port = other.getAddress().getPort();
    try (SkipServiceBroker asking = new SkipServiceBroker(Entrypoint.local(port, port))) {
      assertThatThrownBy(() -> asking.query("SELECT 1", NONE))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("unexpected-answer: no rows");
    } finally {
      other.stop(0);
    }
  }
}
