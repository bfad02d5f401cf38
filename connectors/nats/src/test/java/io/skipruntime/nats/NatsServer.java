package io.skipruntime.nats;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A NATS server with JetStream on a loopback port, with its data in a directory of its own. Where
 * the program is not installed, the tests that need it are skipped, with a message. For one thread.
 */
final class NatsServer implements AutoCloseable {

  private static final int LIMIT_SECONDS = 30;
  private static final int ATTEMPTS = 5;

  private final Path program;
  private final Path directory;
  private final List<String> settings;
  private final Thread hook = new Thread(this::kill);
  private int port;
  private @Nullable Process process;

  private NatsServer(Path program, Path directory, List<String> settings) {
    this.program = program;
    this.directory = directory;
    this.settings = settings;
  }

  /**
   * A server that is running.
   *
   * @param settings further arguments; {@code PORT} in one stands for its port
   */
  static NatsServer launch(String... settings) throws IOException {
    Optional<Path> program = program();
    Assumptions.assumeTrue(
        program.isPresent(), "nats-server is not installed (Debian's package nats-server)");
    NatsServer server =
        new NatsServer(
            program.orElseThrow(), Files.createTempDirectory("skip-nats"), List.of(settings));
    Runtime.getRuntime().addShutdownHook(server.hook);
    for (int attempt = 1; server.process == null; attempt++) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        server.port = free.getLocalPort();
      }
      try {
        server.start();
      } catch (IOException e) { // another process may have taken the port
        if (attempt == ATTEMPTS) {
          server.close();
          throw e;
        }
      }
    }
    return server;
  }

  private static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/bin:/usr/sbin";
    return Arrays.stream(path.split(":"))
        .map(each -> Path.of(each, "nats-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts the process, on what it had. */
  void start() throws IOException {
    Path log = directory.resolve("log");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("-a", "127.0.0.1", "-p", Integer.toString(port)));
    command.addAll(List.of("-js", "-sd", directory.resolve("data").toString()));
    settings.forEach(each -> command.add(each.replace("PORT", Integer.toString(port))));
    int before = starts(log);
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process = started;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (starts(log) == before) {
      if (!started.isAlive() || System.nanoTime() > end) {
        stop();
        throw new IOException("NATS does not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static int starts(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log).split("Server is ready", -1).length : 1;
  }

  /** Ends the process, and keeps what it has. */
  void stop() {
    Process running = process;
    process = null;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process answer no more, though it is there; or again. */
  void silence(boolean isSilent) throws IOException, InterruptedException {
    Process running = Objects.requireNonNull(process);
    int result =
        new ProcessBuilder("kill", isSilent ? "-STOP" : "-CONT", Long.toString(running.pid()))
            .start()
            .waitFor();
    if (result != 0) {
      throw new IOException("the process cannot be stopped or continued");
    }
  }

  private void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  /** Where the server is. */
  String address() {
    return "127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** Options of sources and sinks that notice soon what changes. */
  NatsOptions options() {
    return NatsOptions.of(address()).withCheckMillis(50).withMaxRetryMillis(100);
  }

  /** Something that a test does with the server. */
  interface Action<T> {
    T run(Connection connection) throws Exception;
  }

  /** Does something over a connection of its own. */
  <T> T run(Action<T> action) throws Exception {
    return run(new Options.Builder().server("nats://" + address()).build(), action);
  }

  static <T> T run(Options options, Action<T> action) throws Exception {
    Connection connection = Nats.connect(options);
    try {
      return action.run(connection);
    } finally {
      connection.close();
    }
  }

  /** Deletes all buckets. */
  void clear() throws Exception {
    run(connection -> {
      for (String each : connection.keyValueManagement().getBucketNames()) {
        connection.keyValueManagement().delete(each);
      }
      return connection;
    });
  }

  @Override
  public void close() throws IOException {
    stop();
    Runtime.getRuntime().removeShutdownHook(hook);
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
