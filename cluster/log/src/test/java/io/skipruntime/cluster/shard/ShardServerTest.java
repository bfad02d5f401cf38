package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.GraphPlace;
import io.skipruntime.server.options.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that serve what shards compute, as their options say. */
class ShardServerTest {

  @TempDir private Path directory = Path.of("");
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<ShardComputation> computations = new ArrayList<>();

  private String address() {
    return "file:" + directory.resolve("log");
  }

  @BeforeEach
  void compute() {
    computations.add(
        ShardComputation.start(new TeamsService(), ShardLogs.at(address()), 2, "1", tick -> {}));
  }

  @AfterEach
  void closeAll() {
    computations.forEach(ShardComputation::close);
  }

  private ServerOptions options() {
    return ServerOptions.defaults()
        .withPorts(0, 0)
        .withWatermarkWaitMillis(60_000)
        .withCluster(address())
        .withClusterVersion("1")
        .withGraph(GraphPlace.SHARDS);
  }

  private HttpResponse<String> send(
      SkipServer server, String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.controlPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> put(SkipServer server, String input, String entries)
      throws IOException, InterruptedException {
    return send(server, "PATCH", "/v1/inputs/" + input, entries);
  }

  @Test
  void write_isReadOnAnotherNode_withItsWatermark() throws Exception {
    try (SkipServer one = SkipServer.start(new TeamsService(), options());
        SkipServer other = SkipServer.start(new TeamsService(), options())) {
      put(one, "people", "[[1,[{\"name\":\"a\",\"active\":true}]]]");
      HttpResponse<String> written = put(one, "teams", "[[7,[[1]]]]");
      assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
      String watermark = written.headers().firstValue("Skip-Watermark").orElseThrow();
      assertThat(watermark).endsWith("/3");
      HttpResponse<String> read =
          send(other, "POST", "/v1/snapshot/active", "{}", "Skip-Min-Watermark", watermark);
      assertThat(read.body()).isEqualTo("[[7,[1]]]");
      assertThat(send(other, "GET", "/readyz", "").body()).isEqualTo("ready\n");
      String metrics = send(other, "GET", "/metrics", "").body();
      assertThat(metrics)
          .contains("skip_cluster_usable 1", "skip_cluster_tick 3", "skip_cluster_computed_tick 3");
      JsonObject status = Json.parse(send(other, "GET", "/v1/admin/cluster", "").body()).asObject();
      assertThat(status.get("state").asString()).isEqualTo("following");
    }
  }

  @Test
  void rejectedWrite_hasTheDocumentOfOneProcess() throws Exception {
    try (SkipServer alone =
            SkipServer.start(new TeamsService(), ServerOptions.defaults().withPorts(0, 0));
        SkipServer node = SkipServer.start(new TeamsService(), options())) {
      List<Json> documents = new ArrayList<>();
      for (SkipServer each : List.of(alone, node)) {
        put(each, "people", "[[1,[{\"name\":\"a\",\"active\":true}]]]");
        put(each, "teams", "[[7,[[1]]]]");
        HttpResponse<String> rejected = put(each, "people", "[[1,[]]]");
        assertThat(rejected.statusCode()).isEqualTo(422);
        documents.add(Json.parse(rejected.body().replaceFirst("\"errorId\":\"[^\"]*\"", "\"\":0")));
      }
      assertThat(documents.getLast()).isEqualTo(documents.getFirst());
      assertThat(documents.getLast().asObject().get("type").asString())
          .endsWith("computation-failed");
    }
  }

  private HttpResponse<InputStream> stream(SkipServer server, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.streamingPort() + "/v1/resources/active"))
            .header("Accept", "text/event-stream");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /** The lines of the next event. */
  private static List<String> nextEvent(BufferedReader lines) throws IOException {
    List<String> event = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event:") || line.startsWith("id:") || line.startsWith("data:")) {
        event.add(line);
      } else if (line.isEmpty() && !event.isEmpty()) {
        return event;
      }
    }
    throw new IOException("the stream has ended after " + event);
  }

  private static BufferedReader lines(HttpResponse<InputStream> stream) {
    return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
  }

  @Test
  void stream_isResumedOnAnotherNode() throws Exception {
    try (SkipServer one = SkipServer.start(new TeamsService(), options());
        SkipServer other = SkipServer.start(new TeamsService(), options())) {
      put(one, "people", "[[1,[{\"name\":\"a\",\"active\":true}]]]");
      String id;
      try (BufferedReader lines = lines(stream(one))) {
        assertThat(nextEvent(lines)).contains("event: init", "data: []");
        put(one, "teams", "[[7,[[1]]]]");
        List<String> update = nextEvent(lines);
        assertThat(update).contains("event: update", "data: [[7,[1]]]");
        id = update.stream().filter(line -> line.startsWith("id:")).findFirst().orElseThrow();
      }
      String watermark =
          put(one, "teams", "[[8,[[1]]]]").headers().firstValue("Skip-Watermark").orElseThrow();
      send(other, "POST", "/v1/snapshot/active", "{}", "Skip-Min-Watermark", watermark);
      try (BufferedReader lines = lines(stream(other, "Last-Event-ID", id.substring(4)))) {
        assertThat(nextEvent(lines)).contains("event: update", "data: [[8,[1]]]");
      }
    }
  }

  @Test
  void writes_areRefused_whileNothingComputes_andReadsGoOn() throws Exception {
    ServerOptions impatient = options().withEngine(EngineOptions.defaults().withWaitMillis(300));
    try (SkipServer node = SkipServer.start(new TeamsService(), impatient)) {
      computations.removeFirst().close();
      HttpResponse<String> unknown = put(node, "teams", "[[7,[[]]]]");
      assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(504);
      assertThat(unknown.body()).contains("outcome-unknown", "\"tick\":2");
      HttpResponse<String> refused = unknown;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (refused.statusCode() == 504 && System.nanoTime() < end) {
        refused = put(node, "teams", "[[7,[[]]]]");
      }
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("cluster-unavailable", "nothing computes the shards");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      HttpResponse<String> ready = send(node, "GET", "/readyz", "");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("cluster: unavailable commits have waited for");
      assertThat(send(node, "POST", "/v1/snapshot/active", "{}").body()).isEqualTo("[]");
    }
  }

  @Test
  void command_runsOverHttp_isAnsweredAgainByAnotherNode_andIsSeenInTheFigures() throws Exception {
    String own = "file:" + directory.resolve("counters");
    computations.add(
        ShardComputation.start(new CounterService(), ShardLogs.at(own), 2, "1", tick -> {}));
    try (SkipServer one = SkipServer.start(new CounterService(), options().withCluster(own));
        SkipServer other = SkipServer.start(new CounterService(), options().withCluster(own))) {
      String path = "/v1/commands/increment";
      String body = "{\"counter\":7}";
      HttpResponse<String> first = send(one, "POST", path, body, "Idempotency-Key", "k");
      assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
      HttpResponse<String> again = send(other, "POST", path, body, "Idempotency-Key", "k");
      assertThat(again.body()).isEqualTo(first.body());
      HttpResponse<String> another = send(other, "POST", path, body);
      String watermark = another.headers().firstValue("Skip-Watermark").orElseThrow();
      HttpResponse<String> read =
          send(one, "POST", "/v1/snapshot/counters", "{}", "Skip-Min-Watermark", watermark);
      assertThat(read.body()).isEqualTo("[[7,[2]]]");
      String refused = send(one, "POST", "/v1/commands/total", body).body();
      assertThat(refused).contains("counter 7 is there");
      assertThat(send(one, "POST", "/v1/commands/look", "{\"note\":1}").body())
          .contains("Share the input under its name");
      assertThat(send(one, "GET", "/metrics", "").body())
          .contains(
              "skip_cluster_overtaken_commands_total ",
              "skip_cluster_snapshot_tick 0",
              "skip_cluster_log_first_tick 1",
              "skip_cluster_ticks_log_first_tick 1",
              "skip_cluster_ticks_log_bytes ");
      assertThat(send(one, "GET", "/v1/admin/cluster", "").body())
          .contains("\"overtaken_commands_total\":", "\"ticks_log_snapshot_tick\":0");
    }
  }
}
