package io.skipruntime.connect.shared;

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
 * A server of another system, in a process on a loopback port, with its data in a directory of its
 * own. Where the program is not installed, the tests that need it are skipped, with a message. For
 * one thread.
 */
public abstract class ServerProcess implements AutoCloseable {

  private static final int LIMIT_SECONDS = 30;
  private static final int ATTEMPTS = 5;

  private final Path program;
  private final Path directory;
  private final List<String> settings;
  private final Thread hook = new Thread(this::kill);
  private int port;
  private @Nullable Process process;

  /**
   * A server that is not running yet.
   *
   * @param name of the program; Debian has it in a package of that name
   * @param settings further arguments; {@code PORT} in one stands for the port
   */
  protected ServerProcess(String name, List<String> settings) throws IOException {
    Optional<Path> installed = installed(name);
    Assumptions.assumeTrue(
        installed.isPresent(), name + " is not installed (Debian's package " + name + ")");
    this.program = installed.orElseThrow();
    this.directory = Files.createTempDirectory("skip-" + name);
    this.settings = settings;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static Optional<Path> installed(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/bin:/usr/sbin";
    return Arrays.stream(path.split(":"))
        .map(each -> Path.of(each, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The arguments with which the program listens at a port and has its data in a directory. */
  protected abstract List<String> arguments(int atPort, Path inDirectory);

  /** What the program says each time that it is ready. */
  protected abstract String readySign();

  /** Starts the process for the first time, at a free port. */
  protected final void launch() throws IOException {
    for (int attempt = 1; process == null; attempt++) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
      try {
        start();
      } catch (IOException e) { // another process may have taken the port
        if (attempt == ATTEMPTS) {
          close();
          throw e;
        }
      }
    }
  }

  /** Starts the process, on what it had. */
  public final void start() throws IOException {
    Path log = directory.resolve("log");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments(port, directory));
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
        throw new IOException(program + " does not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private int starts(Path log) throws IOException {
    return Files.exists(log) ? Files.readString(log).split(readySign(), -1).length : 1;
  }

  /** Ends the process, and keeps what it has. */
  public final void stop() {
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
  public final void silence(boolean isSilent) throws IOException, InterruptedException {
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
  public final String address() {
    return "127.0.0.1:" + port;
  }

  /** The port of the server. */
  public final int port() {
    return port;
  }

  /** Ends the process, and deletes what it has. */
  @Override
  public final void close() throws IOException {
    stop();
    Runtime.getRuntime().removeShutdownHook(hook);
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
