package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HEAD, which leaves bodies out, and Content-Encoding, which makes them shorter. */
final class CodingTest {

  private static final int LIMIT = 100_000;
  private final TestServer server =
      new TestServer(
          ServerOptions.defaults().withLimits(LimitOptions.defaults().withMaxBodyBytes(LIMIT)));

  @AfterEach
  void close() {
    server.close();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream coder = new GZIPOutputStream(out)) {
      coder.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private HttpResponse<String> write(String coding, byte[] body) {
    return server.send(
        HttpRequest.newBuilder(server.control("/v1/inputs/texts"))
            .header("Content-Type", "application/json")
            .header("Content-Encoding", coding)
            .method("PATCH", BodyPublishers.ofByteArray(body)));
  }

  private static String type(HttpResponse<String> response) {
    return response.statusCode() + " " + TestServer.problem(response).get("type").asString();
  }

  @Test
  void head_isAnsweredAsGet_withoutTheBody() throws Exception {
    for (HttpClient.Version version :
        new HttpClient.Version[] {HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2}) {
      try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
        for (String path : new String[] {"/healthz", "/readyz", "/metrics"}) {
          HttpRequest.Builder request = HttpRequest.newBuilder(server.control(path));
          String body = client.send(request.build(), BodyHandlers.ofString()).body();
          HttpResponse<String> head = client.send(request.HEAD().build(), BodyHandlers.ofString());
          assertThat(head.statusCode()).as(path).isEqualTo(200);
          assertThat(head.body()).isEmpty();
          long length = head.headers().firstValueAsLong("Content-Length").orElseThrow();
          assertThat(length).isPositive();
          if (!path.equals("/metrics")) {
            assertThat(length).isEqualTo(body.length());
          }
        }
      }
    }
    assertThat(
            server.send(HttpRequest.newBuilder(server.streaming("/healthz")).HEAD()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void head_isRefused_whereThereIsNoGet_orAStreamWithoutEnd() throws Exception {
    HttpResponse<String> stream =
        server.send(HttpRequest.newBuilder(server.streaming("/v1/resources/texts")).HEAD());
    assertThat(stream.statusCode()).isEqualTo(405);
    assertThat(stream.headers().firstValue("Allow")).hasValue("GET");
    HttpResponse<String> write =
        server.send(HttpRequest.newBuilder(server.control("/healthz")).DELETE());
    assertThat(write.headers().firstValue("Allow")).hasValue("GET, HEAD");
    try (RawConnection connection = new RawConnection(server.server().controlPort())) {
      connection.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(connection.head()).contains("200").containsIgnoringCase("content-length: 3");
      assertThat(connection.next().orElseThrow().body()).isEqualTo("ok\n");
    }
  }

  @Test
  void gzip_isDecoded_withinTheLimit() throws Exception {
    assertThat(write("gzip", gzip("[[\"a\",[\"grüße\"]]]")).statusCode()).isEqualTo(200);
    assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[[\"a\",[\"grüße\"]]]");
    byte[] bomb = gzip(" ".repeat(50 * LIMIT) + "[]");
    assertThat(bomb.length).isLessThan(LIMIT);
    HttpResponse<String> refused = write("gzip", bomb);
    assertThat(type(refused)).isEqualTo("413 body-too-large");
    assertThat(TestServer.problem(refused).get("maxBytes").asLong()).isEqualTo(LIMIT);
    assertThat(server.get(server.control("/metrics")).body())
        .contains("skip_pending_body_bytes{listener=\"control\"} 0");
  }

  @Test
  void whatIsNotInTheCoding_orInAnother_isRefused() throws Exception {
    byte[] whole = gzip("[[\"a\",[\"b\"]]]");
    assertThat(type(write("gzip", Arrays.copyOf(whole, whole.length - 9))))
        .isEqualTo("400 malformed-request");
    assertThat(type(write("gzip", "[]".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("400 malformed-request");
    for (String coding : new String[] {"br", "deflate", "gzip, gzip"}) {
      HttpResponse<String> refused = write(coding, whole);
      assertThat(type(refused)).as(coding).isEqualTo("415 unsupported-media-type");
      assertThat(refused.headers().firstValue("Accept-Encoding")).hasValue("gzip");
    }
    assertThat(write("identity", "[]".getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(200);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Test
  void membersOfGzip_areOneBody_andAnythingElseBehindThem_isRefused() throws Exception {
    byte[] whole = gzip("[[\"a\",[\"b\"]]]");
    for (int size : new int[] {1, 8, 18, 19, 100}) {
      assertThat(type(write("gzip", joined(whole, new byte[size]))))
          .as("%d bytes more", size)
          .isEqualTo("400 malformed-request");
    }
    byte[] cutOff = Arrays.copyOf(gzip("  "), 12);
    assertThat(type(write("gzip", joined(whole, cutOff)))).isEqualTo("400 malformed-request");
    assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[]");
    assertThat(write("gzip", joined(gzip("[[\"a\","), gzip("[\"b\"]]]"))).statusCode())
        .isEqualTo(200);
    assertThat(server.post("/v1/snapshot/texts", "{}").body()).isEqualTo("[[\"a\",[\"b\"]]]");
  }

  @Test
  void listOfStreams_isDecodedLikeAnyBody() throws Exception {
    byte[] list = gzip("[{\"name\":\"a\",\"resource\":\"texts\",\"params\":{}}]");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> streams = follow(client, "gzip", list);
      streams.body().close();
      assertThat(streams.statusCode()).isEqualTo(200);
      HttpResponse<InputStream> refused = follow(client, "br", list);
      refused.body().close();
      assertThat(refused.statusCode()).isEqualTo(415);
    }
  }

  private HttpResponse<InputStream> follow(HttpClient client, String coding, byte[] list)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.streaming("/v1/streams"))
            .header("Content-Type", "application/json")
            .header("Content-Encoding", coding)
            .POST(BodyPublishers.ofByteArray(list));
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }
}
