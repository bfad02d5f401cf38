package io.skipruntime.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.sql.LiveQuery;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Live queries over HTTP that take too much or fail: the client is told what it is told of the same
 * query once, and neither writes nor the end of the server wait for it.
 */
class LiveQueriesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String ENDLESS =
      "SELECT count(*) AS n FROM generate_series(1,100000) a, generate_series(1,100000) b";
  private static final long MUCH = 600_000;

  record Numbers(EagerCollection<Long, Long> numbers) {}

  static final class Service implements SkipService<Numbers, Numbers> {
    @Override
    public InitialData initialData() {
      return InitialData.of("numbers", Entry.of(1L, 1L));
    }

    @Override
    public Resources<Numbers> resources() {
      return LiveQuery.offeredBy(Resources.empty());
    }

    @Override
    public Numbers createGraph(Numbers in, Context context) {
      return in;
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static SkipServer started(long liveMillis, long bytes) {
    ServerOptions options = ServerOptions.defaults().withPorts(0, 0);
    return SkipServer.start(
        new Service(),
        options
            .withQueries(
                options.queries().withMillis(MUCH).withLiveMillis(liveMillis).withBytes(bytes))
            .withEngine(options.engine().withStuckMillis(1)));
  }

  private HttpResponse<String> control(SkipServer server, String method, String path, Json body)
      throws Exception {
    return client.send(request(server, method, path, body), BodyHandlers.ofString());
  }

  private static HttpRequest request(SkipServer server, String method, String path, Json body) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.controlPort() + "/v1/" + path))
        .header("Content-Type", "application/json")
        .timeout(TIMEOUT)
        .method(method, BodyPublishers.ofString(body.toString()))
        .build();
  }

  private static Json query(String text) {
    return Json.object(Map.of("query", Json.of(text)));
  }

  private void write(SkipServer server, long key, long value) throws Exception {
    Json entries = Json.parse("[[" + key + ",[" + value + "]]]");
    assertThat(control(server, "PATCH", "inputs/numbers", entries).statusCode()).isEqualTo(200);
  }

  @Test
  void aQueryThatTakesTooLong_isRefused_andWritesGoOn() throws Exception {
    try (SkipServer server = started(200, 1L << 32)) {
      HttpResponse<String> refused = control(server, "POST", "streams/sql", query(ENDLESS));
      assertThat(refused.statusCode()).isEqualTo(422);
      JsonObject problem = Json.parse(refused.body()).asObject();
      assertThat(problem.get("type").asString()).isEqualTo("invalid-query");
      assertThat(problem.get("state").asString()).isEqualTo("57014");
      assertThat(problem.get("detail").asString())
          .isEqualTo("the live query took longer than 200 ms in one commit");
      write(server, 2, 2);
    }
  }

  @Test
  void endOfTheServer_endsAQueryThatIsOpened() throws Exception {
    SkipServer server = started(MUCH, 1L << 32);
    CompletableFuture<HttpResponse<String>> opening =
        client.sendAsync(
            request(server, "POST", "streams/sql", query(ENDLESS)), BodyHandlers.ofString());
    while (server.instance().health().stuck().isEmpty()) {
      assertThat(opening).isNotDone();
      Thread.onSpinWait();
    }
    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    closing.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    assertThat(server.instance().health().stuck()).isEmpty();
  }

  /** A commit that makes an open query take too much ends its streams and nothing else. */
  @Test
  void aCommitThatMakesAQueryTakeTooMuch_endsItsStreams() throws Exception {
    try (SkipServer server = started(MUCH, 16 << 20)) {
      String growing =
          "SELECT count(*) AS n FROM numbers, generate_series(1,3000) a,"
              + " generate_series(1,3000) b WHERE value > 1";
      try (BufferedReader events = events(server, growing)) {
        assertThat(next(events, "event: ")).isEqualTo("event: init");
        write(server, 2, 2);
        assertThat(next(events, "event: error")).isEqualTo("event: error");
        assertThat(next(events, "data: ")).contains("\"invalid-query\"", "\"53200\"");
        assertThat(events.lines()).noneMatch(line -> line.startsWith("event: "));
      }
      write(server, 3, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 6 / (value - 2) AS q FROM numbers",
        "SELECT ('x' || value)::int AS q FROM numbers WHERE value = 2"
      })
  void aQueryThatFails_isToldAsTheSameOneIsOnce(String query) throws Exception {
    try (SkipServer server = started(MUCH, 1L << 32)) {
      try (BufferedReader events = events(server, query)) {
        assertThat(next(events, "event: ")).isEqualTo("event: init");
        write(server, 2, 2);
        assertThat(next(events, "event: error")).isEqualTo("event: error");
        String data = next(events, "data: ");
        HttpResponse<String> once = control(server, "POST", "sql", query(query));
        HttpResponse<String> opened = control(server, "POST", "streams/sql", query(query));
        assertThat(once.statusCode()).isEqualTo(422);
        assertThat(opened.statusCode()).isEqualTo(422);
        JsonObject expected = Json.parse(once.body()).asObject();
        for (String told : new String[] {data.substring("data: ".length()), opened.body()}) {
          JsonObject problem = Json.parse(told).asObject();
          for (String member : new String[] {"type", "status", "detail", "state"}) {
            assertThat(problem.get(member)).isEqualTo(expected.get(member));
          }
          assertThat(problem.members()).doesNotContainKeys("node", "key", "errorId");
        }
        write(server, 2, 3);
        assertThat(next(events, "event: ")).isEqualTo("event: init");
      }
    }
  }

  private BufferedReader events(SkipServer server, String query) throws Exception {
    URI address =
        URI.create(
            "http://127.0.0.1:"
                + server.streamingPort()
                + "/v1/resources/sql?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(address).header("Accept", "text/event-stream").build();
    return new BufferedReader(
        new InputStreamReader(
            client.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
  }

  private static String next(BufferedReader events, String prefix) throws Exception {
    while (true) {
      String line = events.readLine();
      assertThat(line).as("a line that begins with " + prefix).isNotNull();
      if (line.startsWith(prefix)) {
        return line;
      }
    }
  }
}
