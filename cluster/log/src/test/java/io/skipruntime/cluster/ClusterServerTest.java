package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are nodes of one cluster, as their options say. */
class ClusterServerTest {

  @TempDir private Path directory = Path.of("");
  private final HttpClient client = HttpClient.newHttpClient();

  private ServerOptions options() {
    return ServerOptions.defaults()
        .withPorts(0, 0)
        .withWatermarkWaitMillis(60_000)
        .withCluster("file:" + directory.resolve("log"))
        .withClusterVersion("1");
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

  @Test
  void write_isReadOnAnotherNode_withItsWatermark() throws Exception {
    try (SkipServer one = SkipServer.start(new TallyService(), options());
        SkipServer other = SkipServer.start(new TallyService(), options())) {
      HttpResponse<String> written = send(one, "PATCH", "/v1/inputs/amounts", "[[5,[50]]]");
      assertEquals(200, written.statusCode(), written.body());
      String watermark = written.headers().firstValue("Skip-Watermark").orElseThrow();
      HttpResponse<String> read =
          send(
              other,
              "POST",
              "/v1/snapshot/above/lookup",
              "{\"params\":0,\"key\":5}",
              "Skip-Min-Watermark",
              watermark);
      assertEquals("[50]", read.body());
      HttpResponse<String> rejected = send(other, "PATCH", "/v1/inputs/amounts", "[[5,[13]]]");
      assertEquals(422, rejected.statusCode());
      assertTrue(rejected.body().contains("computation-failed"), rejected.body());
      assertTrue(rejected.body().contains("amounts.map(Allowed)"), rejected.body());
      String metrics = send(other, "GET", "/metrics", "").body();
      assertTrue(metrics.contains("skip_cluster_usable 1"), metrics);
      assertTrue(metrics.contains("skip_cluster_rejections_total 1"), metrics);
      assertEquals("ready\n", send(other, "GET", "/readyz", "").body());
    }
  }

  @Test
  void node_hasWhatTheClusterHad_whenAllNodesWereStopped() throws Exception {
    try (SkipServer one = SkipServer.start(new TallyService(), options())) {
      assertEquals(200, send(one, "PATCH", "/v1/inputs/amounts", "[[5,[50]]]").statusCode());
    }
    try (SkipServer again = SkipServer.start(new TallyService(), options())) {
      assertEquals(
          "[50]",
          send(again, "POST", "/v1/snapshot/above/lookup", "{\"params\":0,\"key\":5}").body());
    }
  }

  @Test
  void nodes_tellOfThemselves_ofTheLogAndOfItsSources() throws Exception {
    Files.writeString(directory.resolve("lines"), "1 10\n");
    try (SkipServer one = SkipServer.start(new LineService(directory), options());
        SkipServer other = SkipServer.start(new LineService(directory), options())) {
      List<SkipServer> nodes = List.of(one, other);
      for (SkipServer node : nodes) {
        Contents.awaitThat(
            "the source is live on all nodes", () -> status(node).contains("\"state\":\"live\""));
        assertEquals("ready\n", send(node, "GET", "/readyz", "").body());
      }
      assertEquals(200, send(one, "PATCH", "/v1/inputs/allowed", "[[1,[1]]]").statusCode());
      List<JsonObject> statuses = new ArrayList<>();
      for (SkipServer node : nodes) {
        statuses.add(Json.parse(status(node)).asObject());
      }
      assertEquals(
          Set.of("follower", "reader"),
          Set.of(
              statuses.getFirst().get("role").asString(),
              statuses.getLast().get("role").asString()));
      for (JsonObject status : statuses) {
        assertEquals("following", status.get("state").asString());
        JsonObject figures = status.get("figures").asObject();
        assertEquals("1", figures.get("log_first_tick").toString());
        assertEquals("1", figures.get("log_segments").toString());
        assertEquals("0", figures.get("log_snapshot_tick").toString());
        assertEquals("1", figures.get("sources").toString());
        assertEquals(
            statuses.getFirst().get("figures").asObject().get("sources_term"),
            figures.get("sources_term"));
        assertTrue(Double.parseDouble(figures.get("end_tick").toString()) >= 5, figures.toString());
        assertTrue(
            Double.parseDouble(figures.get("log_bytes").toString()) > 100, figures.toString());
        assertTrue(
            status.get("sources").toString().contains("\"identifier\":\"lines\""),
            status.toString());
      }
    }
  }

  private String status(SkipServer node) {
    try {
      return send(node, "GET", "/v1/admin/cluster", "").body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A service that computes nothing until it is let. */
  private static final class HeldService
      implements SkipService<HeldService.Inputs, HeldService.Shared> {

    static final CountDownLatch LET = new CountDownLatch(1);

    record Inputs(EagerCollection<Long, Long> in) {}

    record Shared(EagerCollection<Long, Long> out) {}

    private record Held() implements Mapper<Long, Long, Long, Long> {
      @Override
      public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
        try {
          LET.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        out.emit(key, values.getUnique());
      }
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.in().map(new Held()));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("out", (shared, context) -> shared.out());
    }
  }

  @Test
  void nodeThatIsBehindForLong_isNotReady_untilItHasCaughtUp() throws Exception {
    ServerOptions soon = options().withClusterBehindMillis(20);
    try (SkipServer node = SkipServer.start(new HeldService(), soon)) {
      assertEquals(200, send(node, "GET", "/readyz", "").statusCode());
      Thread writer =
          Thread.ofPlatform()
              .daemon()
              .start(() -> node.instance().update("in", List.of(Entry.of(1L, 1L))));
      Contents.awaitThat("the node is not ready", () -> readiness(node).contains("not-ready"));
      assertTrue(readiness(node).contains("now by 1 records"), readiness(node));
      HeldService.LET.countDown();
      writer.join();
      Contents.awaitThat("the node is ready again", () -> readiness(node).equals("ready\n"));
    }
  }

  private String readiness(SkipServer node) {
    try {
      return send(node, "GET", "/readyz", "").body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void unknownAddress_isRefusedAtTheStart() {
    ServerStartException refusal =
        assertThrows(
            ServerStartException.class,
            () -> SkipServer.start(new TallyService(), options().withCluster("pigeons:loft")));
    assertTrue(String.valueOf(refusal.getMessage()).contains("--cluster"), refusal.getMessage());
  }
}
