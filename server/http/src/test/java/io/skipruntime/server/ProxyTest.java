package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The configurations in {@code docs/deploy} do what they are for, where the proxies are there. */
final class ProxyTest {

  private static final Path CONFIGURATIONS = Path.of("..", "..", "docs", "deploy");
  private static final String PUBLISHED = "127.0.0.1:8000";
  private static final String STREAMING = "127.0.0.1:8080";
  private static final long STOP_SECONDS = 10;
  private static final int EVENTS = 20;
  private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @TempDir private Path directory = Path.of("");

  /** A proxy and how it is started in the foreground. */
  enum Proxy {
    NGINX("nginx", "nginx.conf"),
    HAPROXY("haproxy", "haproxy.cfg");

    private final String program;
    private final String configuration;

    Proxy(String program, String configuration) {
      this.program = program;
      this.configuration = configuration;
    }

    Optional<Path> executable() {
      return Stream.concat(
              Stream.of(System.getenv("PATH").split(":", -1)),
              Stream.of("/usr/sbin", "/usr/local/sbin"))
          .map(each -> Path.of(each, program))
          .filter(Files::isExecutable)
          .findFirst();
    }

    List<String> command(Path executable, Path file) {
      return this == NGINX
          ? List.of(
              executable.toString(),
              "-p",
              file.getParent() + "/",
              "-c",
              file.toString(),
              "-g",
              "daemon off;")
          : List.of(executable.toString(), "-db", "-f", file.toString());
    }
  }

  /** A proxy in front of a server. */
  private final class Running implements AutoCloseable {
    private final TestServer server = new TestServer();
    private final int port = freePort();
    private final Path output = directory.resolve("output");
    private final Process process;

    Running(Proxy proxy) throws IOException {
      Path executable = proxy.executable().orElseThrow();
      String text = Files.readString(CONFIGURATIONS.resolve(proxy.configuration));
      assertThat(text).contains(PUBLISHED, STREAMING);
      Path file = directory.toRealPath().resolve(proxy.configuration);
      Files.writeString(
          file,
          text.replace(PUBLISHED, "127.0.0.1:" + port)
              .replace(STREAMING, "127.0.0.1:" + server.server().streamingPort()));
      process =
          new ProcessBuilder(proxy.command(executable, file))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      Wait.until(this::isReady);
    }

    private boolean isReady() {
      if (!process.isAlive()) {
        throw new AssertionError("the proxy has ended: " + readOutput());
      }
      try {
        return get("/healthz").statusCode() == 200;
      } catch (UncheckedIOException e) {
        return false; // it does not listen yet
      }
    }

    private String readOutput() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        return e.toString();
      }
    }

    HttpResponse<String> get(String path) {
      return server.get(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpResponse<String> send(String method, String path, String body) {
      return server.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(body)));
    }

    EventReader follow(String path, String... headers) {
      return new EventReader(port, path, headers);
    }

    @Override
    public void close() {
      process.destroy();
      try {
        process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        process.destroyForcibly();
        throw new AssertionError("the proxy does not end: " + readOutput(), e);
      } finally {
        server.close();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Running start(Proxy proxy) throws IOException {
    assumeTrue(proxy.executable().isPresent(), proxy.program + " is not installed");
    return new Running(proxy);
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
}
