package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.options.QueryOptions;
import io.skipruntime.server.options.ServerOptions;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Ad hoc queries over HTTP that would take more than they may, or that nobody waits for. */
class QueryLimitsTest {

  private static final String PATH = "/v1/sql";
  private static final int TEXTS = 3_000;
  private static final int MOST_HEAP_GROWTH = 48 << 20;

  private static final String ENDLESS =
      "SELECT count(*) FROM texts a, texts b, texts c WHERE a.value || b.value || c.value = 'x'";

  /** Keeps each row, with a text of its own. */
  private static final String LARGE =
      "SELECT a.key FROM texts a, texts b ORDER BY repeat(a.key || b.key, 20)";

  private TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private void start(QueryOptions queries) {
    server.close();
    server = new TestServer(ServerOptions.defaults().withQueries(queries));
    String entries =
        IntStream.range(0, TEXTS)
            .mapToObj(i -> "[\"key%d\",[\"text%d\"]]".formatted(i, i))
            .collect(Collectors.joining(",", "[", "]"));
    assertThat(server.patch("/v1/inputs/texts", entries).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> query(String query) {
    return server.post(PATH, body(query));
  }

  private static String body(String query) {
    return "{\"query\":\"" + query + "\"}";
  }

  private static String request(String query) {
    String body = body(query);
    return "POST /v1/sql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private boolean isOneRunning() {
    return query("SELECT 1").statusCode() == 503;
  }

  /** Whether a query runs, or is about to; none does if it met this question itself. */
  private boolean isOneRunningSoon() {
    for (int i = 0; i < 100; i++) {
      if (isOneRunning()) {
        return true;
      }
    }
    return false;
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void query_ends_whenItsClientHasGone() throws Exception {
    start(QueryOptions.defaults().withAtOnce(1).withMillis(600_000));
    boolean hasRun = false;
    while (!hasRun) {
      try (RawConnection client = new RawConnection(server.server().controlPort())) {
        client.send(request(ENDLESS));
        hasRun = isOneRunningSoon();
      }
    }

    Wait.until(() -> !isOneRunning());
  }

  @Test
  void queryOverItsTime_isAProblem_andWritersGoOnMeanwhile() {
    start(QueryOptions.defaults().withMillis(2_000));
    CompletableFuture<HttpResponse<String>> late =
        CompletableFuture.supplyAsync(() -> query(ENDLESS));
    int writes = 0;
    while (!late.isDone()) {
      assertThat(server.patch("/v1/inputs/texts", "[[\"new\",[\"a\"]]]").statusCode())
          .isEqualTo(200);
      writes++;
    }

    assertThat(writes).as("writes while the query ran").isPositive();
    JsonObject problem = TestServer.problem(late.join());
    assertThat(problem.get("type").asString()).isEqualTo("invalid-query");
    assertThat(problem.get("state")).isEqualTo(Json.of("57014"));
    assertThat(problem.get("detail").asString()).contains("longer than 2000 ms");
  }

  @Test
  void queryOverItsMemory_isAProblem_andTheHeapComesBack() {
    start(QueryOptions.defaults().withBytes(32 << 20));
    assertThat(query("SELECT count(*) AS n FROM texts").body()).contains("[[3000]]");
    long heap = usedHeap();

    for (int i = 0; i < 3; i++) {
      JsonObject problem = TestServer.problem(query(LARGE));
      assertThat(problem.get("type").asString()).isEqualTo("invalid-query");
      assertThat(problem.get("state")).isEqualTo(Json.of("53200"));
      assertThat(problem.get("detail").asString()).contains("more memory than 32 MiB");
    }

    assertThat(usedHeap() - heap).isLessThan(MOST_HEAP_GROWTH);
  }

  @Test
  void result_countsAsMemory() {
    start(QueryOptions.defaults().withBytes(4 << 20));

    JsonObject problem =
        TestServer.problem(query("SELECT repeat(a.key, 1000) AS r FROM texts a ORDER BY r"));

    assertThat(problem.get("state")).isEqualTo(Json.of("53200"));
    assertThat(
            TestServer.problem(query("SELECT repeat(a.key, 1000) AS r FROM texts a")).get("state"))
        .isEqualTo(Json.of("53200"));
  }
}
