package io.skipruntime.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A MariaDB server on this machine, for all tests of this process, which ends it. Where it is not
 * installed the tests that need it are skipped, with a message.
 */
final class MariaDbServer {

  private static final long START_SECONDS = 60;
  private static final String USER = "root";

  private static @Nullable MariaDbServer shared;

  private final int port;

  private MariaDbServer(int port) {
    this.port = port;
  }

  /** The server, started if it is not running. */
  static synchronized MariaDbServer shared() throws IOException, SQLException {
    Optional<Path> program = find("mariadbd");
    Optional<Path> installation = find("mariadb-install-db");
    assumeTrue(
        program.isPresent() && installation.isPresent(),
        "MariaDB is not installed (Debian's package mariadb-server-core)");
    if (shared == null) {
      shared = start(program.orElseThrow(), installation.orElseThrow());
    }
    return shared;
  }

  private static Optional<Path> find(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin";
    return Arrays.stream(path.split(":"))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static MariaDbServer start(Path program, Path installation)
      throws IOException, SQLException {
    Path directory = Files.createTempDirectory("skip-mariadb");
    Path data = directory.resolve("data");
    List<String> user =
        System.getProperty("user.name").equals("root") ? List.of("--user=root") : List.of();
    run(
        directory,
        user,
        installation.toString(),
        "--no-defaults",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--datadir=" + data);
    int port = freePort();
    ProcessBuilder command = new ProcessBuilder();
    command
        .command()
        .addAll(
            List.of(
                program.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--socket=" + directory.resolve("socket"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--innodb-buffer-pool-size=32M",
                "--innodb-flush-log-at-trx-commit=0"));
    command.command().addAll(user);
    Process server = started(command, directory);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, directory)));
    MariaDbServer result = new MariaDbServer(port);
    result.awaitStart(server);
    return result;
  }

  private static void run(Path directory, List<String> user, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.command().addAll(user);
    try {
      Process process = started(builder, directory);
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(
            "MariaDB cannot be set up: " + Files.readString(directory.resolve("log")));
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Process started(ProcessBuilder command, Path directory) throws IOException {
    return command
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitStart(Process server) throws SQLException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try {
        DriverManager.getConnection(url("mysql"), USER, "").close();
        return;
      } catch (SQLException e) {
        if (!server.isAlive() || System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private static void end(Process server, Path directory) {
    server.destroy();
    try {
      if (!server.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
      try (var files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | InterruptedException e) {
      server.destroyForcibly();
    }
  }

  private String url(String database) {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
  }

  /** A new database in it. */
  Database create(String name) throws SQLException {
    new Database(url("mysql"), USER).run("CREATE DATABASE " + name);
    return new Database(url(name), USER);
  }
}
