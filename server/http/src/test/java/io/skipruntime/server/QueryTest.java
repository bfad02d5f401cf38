package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ad hoc queries over HTTP. */
class QueryTest {

  private static final String PATH = "/v1/sql";

  private final TestServer server =
      new TestServer(
          ServerOptions.defaults().withEngine(EngineOptions.defaults().withHistoryMillis(60_000)));

  @AfterEach
  void close() {
    server.close();
  }

  private String put(String key, String text) {
    return server
        .patch("/v1/inputs/texts", "[[\"" + key + "\",[\"" + text + "\"]]]")
        .headers()
        .firstValue("Skip-Watermark")
        .orElseThrow();
  }

  @Test
  void query_givesColumnsAndRows_ofTheVersionThatItNames() {
    put("a", "x");
    String mark = put("b", "y");

    HttpResponse<String> response =
        server.post(
            PATH,
            "{\"query\":\"SELECT value FROM texts WHERE key = :k\",\"params\":{\"k\":\"b\"}}");

    assertThat(response.body())
        .isEqualTo("{\"columns\":[{\"name\":\"value\",\"type\":\"text\"}],\"rows\":[[\"y\"]]}");
    assertThat(response.headers().firstValue("Skip-Watermark")).contains(mark);
  }

  @Test
  void format_isThatOfTheRows() {
    put("a", "x, \\\"y\\\"");
    String query = "{\"query\":\"SELECT key, value, NULL AS n FROM texts\",\"format\":\"%s\"}";

    assertThat(server.post(PATH, query.formatted("ndjson")).body())
        .isEqualTo("[\"a\",\"x, \\\"y\\\"\",null]\n");
    assertThat(server.post(PATH, query.formatted("csv")).body())
        .isEqualTo("key,value,n\r\na,\"x, \"\"y\"\"\",\r\n");
    assertThat(server.post(PATH, query.formatted("xml")).statusCode()).isEqualTo(400);
  }

  @Test
  void query_readsThePast_andThePlanIsExplained() {
    String before = put("a", "x");
    put("a", "y");

    assertThat(
            server.post(PATH + "?at=" + before, "{\"query\":\"SELECT value FROM texts\"}").body())
        .contains("\"rows\":[[\"x\"]]");
    assertThat(server.post(PATH, "{\"query\":\"SELECT value FROM texts\",\"explain\":true}").body())
        .contains("scan texts");
  }

  @Test
  void refusal_isAProblem_withLineAndColumn() {
    HttpResponse<String> response = server.post(PATH, "{\"query\":\"SELECT key\\nFROM txets\"}");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body())
        .contains("\"type\":\"invalid-query\"", "\"line\":2", "\"column\":6", "mean texts");
  }
}
