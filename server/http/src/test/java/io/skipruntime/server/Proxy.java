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
import java.util.Map;
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

  static final Path CONFIGURATIONS =
      Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
          .map(each -> each.resolve("docs").resolve("deploy"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElseThrow();
  private static final String PUBLISHED = "127.0.0.1:8000";
  private static final String STREAMING = "127.0.0.1:8080";
  private static final long STOP_SECONDS = 10;

  private final String program;
  private final String configuration;

  Proxy(String program, String configuration) {
    this.program = program;
    this.configuration = configuration;
  }

  /** The name of its configuration's file. */
  public String configuration() {
    return configuration;
  }

  private Optional<Path> executable() {
    return Executables.find(program);
  }

  /** Skips the test where the proxy is not installed. */
  public void require() {
    assumeTrue(isInstalled(), program + " is not installed");
  }

  /** Whether the proxy is installed. */
  public boolean isInstalled() {
    return executable().isPresent();
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
    return start(directory, configuration, Map.of(STREAMING, "127.0.0.1:" + streamingPort));
  }

  /**
   * As {@link #start(Path, int)} with another configuration.
   *
   * @param name that of a file in {@code docs/deploy}
   * @param addresses what is reached in place of each address that the configuration has
   */
  public Started start(Path directory, String name, Map<String, String> addresses)
      throws IOException {
    int port = freePort();
    String text = Files.readString(CONFIGURATIONS.resolve(name));
    assertThat(text).contains(PUBLISHED).contains(addresses.keySet());
    text = text.replace(PUBLISHED, "127.0.0.1:" + port);
    for (Map.Entry<String, String> each : addresses.entrySet()) {
      text = text.replace(each.getKey(), each.getValue());
    }
    Path file = directory.toRealPath().resolve(name);
    Files.writeString(file, text);
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
