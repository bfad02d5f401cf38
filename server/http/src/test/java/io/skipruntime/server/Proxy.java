package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The proxies that {@code docs/deploy} has a configuration for, and how each is started. */
public enum Proxy {
  /** nginx. */
  NGINX("nginx", "nginx.conf"),
  /** HAProxy. */
  HAPROXY("haproxy", "haproxy.cfg");

  static final Path CONFIGURATIONS = Path.of("..", "..", "docs", "deploy");
  private static final String PUBLISHED = "127.0.0.1:8000";
  private static final String STREAMING = "127.0.0.1:8080";
  private static final long STOP_SECONDS = 10;

  private final String program;
  private final String configuration;

  Proxy(String program, String configuration) {
    this.program = program;
    this.configuration = configuration;
  }

  private Optional<Path> executable() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(each -> Path.of(each, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Skips the test where the proxy is not installed. */
  public void require() {
    assumeTrue(executable().isPresent(), program + " is not installed");
  }

  private List<String> command(Path executable, Path file) {
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

  /**
   * Starts the proxy with its configuration, in front of a server that runs; waits until it passes
   * requests on.
   *
   * @param directory for its files
   */
  public Started start(Path directory, int streamingPort) throws IOException {
    int port = freePort();
    String text = Files.readString(CONFIGURATIONS.resolve(configuration));
    assertThat(text).contains(PUBLISHED, STREAMING);
    Path file = directory.toRealPath().resolve(configuration);
    Files.writeString(
        file,
        text.replace(PUBLISHED, "127.0.0.1:" + port)
            .replace(STREAMING, "127.0.0.1:" + streamingPort));
    Path output = directory.resolve(program + ".output");
    Process process =
        new ProcessBuilder(command(executable().orElseThrow(), file))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Started started = new Started(port, process, output);
    Wait.until(started::isReady);
    return started;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * A proxy that runs.
   *
   * @param port the port that it listens at
   * @param output the file of what it prints
   */
  public record Started(int port, Process process, Path output) implements AutoCloseable {

    private boolean isReady() {
      if (!process.isAlive()) {
        throw new AssertionError("the proxy has ended: " + printed());
      }
      URI health = URI.create("http://127.0.0.1:" + port + "/healthz");
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request = HttpRequest.newBuilder(health).build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
      } catch (IOException e) {
        return false; // it does not listen yet
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private String printed() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        return e.toString();
      }
    }

    @Override
    public void close() {
      process.destroy();
      try {
        process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        process.destroyForcibly();
        throw new AssertionError("the proxy does not end: " + printed(), e);
      }
    }
  }
}
