package io.skipruntime.redis;

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
import redis.clients.jedis.Jedis;

/**
 * A Redis server on a loopback port, with its data in a directory of its own. Where the program is
 * not installed, the tests that need it are skipped, with a message. For one thread.
 */
final class RedisServer implements AutoCloseable {

  private static final int LIMIT_SECONDS = 30;
  private static final int ATTEMPTS = 5;

  private final Path program;
  private final Path directory;
  private final List<String> settings;
  private final Thread hook = new Thread(this::kill);
  private int port;
  private @Nullable Process process;

  private RedisServer(Path program, Path directory, List<String> settings) {
    this.program = program;
    this.directory = directory;
    this.settings = settings;
  }

  /**
   * A server that is running.
   *
   * @param settings further arguments; {@code PORT} in one stands for its port
   */
  static RedisServer launch(String... settings) throws IOException {
    Optional<Path> program = program();
    Assumptions.assumeTrue(
        program.isPresent(), "redis-server is not installed (Debian's package redis-server)");
    RedisServer server =
        new RedisServer(
            program.orElseThrow(), Files.createTempDirectory("skip-redis"), List.of(settings));
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
        .map(each -> Path.of(each, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts the process, on what it had. */
  void start() throws IOException {
    Path log = directory.resolve("log");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(
        List.of(
            "--port", Integer.toString(port), "--bind", "127.0.0.1", "127.0.0.2", "--save", ""));
    command.addAll(List.of("--dir", directory.toString()));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    command.addAll(List.of("--proto-max-bulk-len", "1mb"));
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
        throw new IOException("Redis does not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static int starts(Path log) throws IOException {
    return Files.exists(log)
        ? Files.readString(log).split("Ready to accept connections", -1).length
        : 1;
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
  RedisOptions options() {
    return RedisOptions.of(address()).withCheckMillis(50).withMaxRetryMillis(100);
  }

  /** A connection of the test's own, which it closes. */
  Jedis connect() {
    return new Jedis("127.0.0.1", port);
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
