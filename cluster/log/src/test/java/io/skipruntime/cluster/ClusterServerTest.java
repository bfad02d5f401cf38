package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
  void unknownAddress_isRefusedAtTheStart() {
    ServerStartException refusal =
        assertThrows(
            ServerStartException.class,
            () -> SkipServer.start(new TallyService(), options().withCluster("pigeons:loft")));
    assertTrue(String.valueOf(refusal.getMessage()).contains("--cluster"), refusal.getMessage());
  }
}
