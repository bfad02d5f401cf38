package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.server.options.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The configurations in {@code docs/deploy} do what they are for, where the proxies are there. */
final class ProxyTest {

  private static final int EVENTS = 20;
  private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @TempDir private Path directory = Path.of("");

  /** A proxy in front of a server. */
  private final class Running implements AutoCloseable {
    private final TestServer server;
    private final Proxy.Started proxy;

    Running(Proxy proxy, ServerOptions options) throws IOException {
      this.server = new TestServer(options);
      this.proxy = proxy.start(directory, server.server().streamingPort());
    }

    HttpResponse<String> get(String path) {
      return server.get(URI.create("http://127.0.0.1:" + proxy.port() + path));
    }

    HttpResponse<String> send(String method, String path, String body) {
      return server.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(body)));
    }

    EventReader follow(String path, String... headers) {
      return new EventReader(proxy.port(), path, headers);
    }

    @Override
    public void close() {
      proxy.close();
      server.close();
    }
  }

  private Running start(Proxy proxy) throws IOException {
    proxy.require();
    return new Running(proxy, ServerOptions.defaults());
  }

  /** The status of a request that addresses the proxy by a name. */
  private static int status(Running running, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.proxy.port())) {
      String head = "GET /v1/resources/texts HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String first =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return Integer.parseInt(first.split(" ", 3)[1]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestByTheNameThatTheOptionsShipWith_isAccepted_andByAnotherRefused(Proxy proxy)
      throws Exception {
    proxy.require();
    String shipped = Proxy.CONFIGURATIONS.resolve("skip.properties").toString();
    try (Running running =
        new Running(proxy, ServerOptions.parse("--config=" + shipped, "--request-log=off"))) {
      assertThat(status(running, "app.example.org")).isEqualTo(200);
      assertThat(status(running, "app.example.org:8000")).isEqualTo(200);
      assertThat(status(running, "page.example.com")).isEqualTo(403);
      assertThat(status(running, "127.0.0.1")).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void events_comeThroughAtOnce(Proxy proxy) throws Exception {
    try (Running running = start(proxy)) {
      String uuid = running.server.openStream("texts", "{}");
      try (EventReader events = running.follow("/v1/streams/" + uuid)) {
        assertThat(events.next().data()).isEqualTo("[]");
        long fastestNanos = Long.MAX_VALUE;
        for (int i = 0; i < EVENTS; i++) { // each is awaited before the next is written
          long start = System.nanoTime();
          running.server.patch("/v1/inputs/texts", "[[\"a\",[\"" + i + "\"]]]");
          assertThat(events.next().data()).isEqualTo("[[\"a\",[\"" + i + "\"]]]");
          fastestNanos = Math.min(fastestNanos, System.nanoTime() - start);
        }
        assertThat(fastestNanos).isLessThan(AT_ONCE_NANOS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_resumesThroughIt(Proxy proxy) throws Exception {
    try (Running running = start(proxy)) {
      String path = "/v1/streams/" + running.server.openStream("texts", "{}");
      String seen;
      try (EventReader events = running.follow(path)) {
        seen = events.next().id();
      }
      running.server.patch("/v1/inputs/texts", "[[\"a\",[\"x\"]]]");
      try (EventReader events = running.follow(path, "Last-Event-ID: " + seen)) {
        EventReader.Event event = events.next();
        assertThat(event.name()).isEqualTo("update");
        assertThat(event.data()).isEqualTo("[[\"a\",[\"x\"]]]");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void connection_thatTheClientLeaves_isGivenUpAtTheServer(Proxy proxy) throws Exception {
    try (Running running = start(proxy)) {
      try (EventReader events = running.follow("/v1/resources/texts")) {
        events.next();
        assertThat(running.server.metric("skip_subscribers")).isEqualTo(1);
      }
      Wait.until(() -> running.server.metric("skip_subscribers") == 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void control_isNotThere(Proxy proxy) throws Exception {
    try (Running running = start(proxy)) {
      String uuid = running.server.openStream("texts", "{}");
      assertThat(running.send("POST", "/v1/snapshot/texts", "{}").statusCode()).isIn(403, 404);
      assertThat(running.send("POST", "/v1/streams/texts", "{}").statusCode()).isIn(403, 404);
      assertThat(running.send("PATCH", "/v1/inputs/texts", "[]").statusCode()).isIn(403, 404);
      assertThat(running.send("DELETE", "/v1/streams/" + uuid, "").statusCode()).isIn(403, 404);
      assertThat(running.get("/metrics").statusCode()).isEqualTo(404);
      assertThat(running.get("/v1/streams/../inputs/texts").statusCode()).isIn(400, 404);
      assertThat(running.server.server().instance().streamCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalStreams_comeThroughOverOneConnection(Proxy proxy) throws Exception {
    try (Running running = start(proxy)) {
      String streams = "%5B%7B%22name%22%3A%22a%22%2C%22resource%22%3A%22texts%22%7D%5D";
      try (EventReader events = running.follow("/v1/streams?of=" + streams)) {
        assertThat(events.next().data()).isEqualTo("\"a\"\n[]");
      }
      assertThat(running.send("POST", "/v1/streams", "[]").statusCode()).isEqualTo(422);
      assertThat(running.send("DELETE", "/v1/streams", "").statusCode()).isIn(403, 404);
    }
  }

  @ParameterizedTest
  @EnumSource
  void serverThatIsAway_isAStreamThatSaysWhenToComeBack(Proxy proxy) throws Exception {
    try (Running running = start(proxy)) {
      running.server.server().close();
      for (String path : List.of("/v1/resources/texts", "/v1/streams/x", "/v1/streams?of=x")) {
        HttpResponse<String> away = running.get(path);
        assertThat(away.statusCode()).as(path).isEqualTo(200);
        assertThat(away.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(away.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(away.body()).isEqualTo("retry: 3000\n\n");
      }
      assertThat(running.get("/healthz").statusCode()).isIn(502, 503);
    }
  }
}
