package io.skipruntime.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL of this machine, with logical replication, that can be killed and started again. One
 * that cannot be started, such as on a platform without binaries, makes the test be skipped. {@code
 * -Dskip.postgres.version=16} takes another major version of it for all tests.
 */
final class Server implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final int VERSION =
      Integer.getInteger("skip.postgres.version", Binaries.VERSION_OF_THE_CLASS_PATH);

  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_000;
  private static final int MOST_PORTS = 100;

  private final Binaries binaries;
  private final Path directory;
  private final Map<String, String> settings;
  private EmbeddedPostgres postgres;

  private Server(
      Binaries binaries, Path directory, Map<String, String> settings, EmbeddedPostgres postgres) {
    this.binaries = binaries;
    this.directory = directory;
    this.settings = settings;
    this.postgres = postgres;
  }

  /** Starts a server. */
  static Server start() {
    return start(VERSION);
  }

  /** Starts a server with a setting of its own. */
  static Server startWith(String setting, String value) {
    return start(Binaries.of(VERSION), Map.of(setting, value));
  }

  /** Starts a server of a major version; skips the test if there are no binaries of it here. */
  static Server start(int version) {
    return start(Binaries.of(version), Map.of());
  }

  private static Server start(Binaries binaries, Map<String, String> settings) {
    try {
      Path directory = Files.createTempDirectory("skip-postgres");
      EmbeddedPostgres postgres = start(binaries, directory, freePort(), settings);
      return new Server(binaries, directory, settings, postgres);
    } catch (IOException | RuntimeException e) {
      return Assumptions.abort("PostgreSQL " + binaries.version() + " cannot be started: " + e);
    }
  }

  /**
   * A port that is free, of those that no system gives to connections: while a server is down,
   * another process could get its port otherwise, or a client that connects to it could meet
   * itself.
   */
  private static int freePort() throws IOException {
    for (int i = 0; i < MOST_PORTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("no port from " + FIRST_PORT + " to " + LAST_PORT + " is free");
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (BindException taken) {
      return false;
    }
  }

  /** Skips the test if the server is older than a major version. */
  void assumeAtLeast(int version) {
    Assumptions.assumeTrue(
        binaries.version() >= version, "this is about PostgreSQL " + version + " and newer");
  }

  private static EmbeddedPostgres start(
      Binaries binaries, Path directory, int port, Map<String, String> settings)
      throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPgBinaryResolver(binaries)
            .setDataDirectory(directory.resolve("data"))
            .setCleanDataDirectory(false)
            .setPGStartupWait(START_LIMIT)
            .setPort(port)
            .setServerConfig("wal_level", "logical")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_replication_slots", "20")
            .setServerConfig("max_wal_senders", "20")
            .setServerConfig("max_prepared_transactions", "10");
    settings.forEach(builder::setServerConfig);
    return builder.start();
  }

  /** Creates a database. */
  Database database() {
    String name = "test" + DATABASES.incrementAndGet();
    new Database(this, "postgres").run("CREATE DATABASE " + name);
    return new Database(this, name);
  }

  int port() {
    return postgres.getPort();
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database;
  }

  /** Opens a connection as the superuser. */
  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), "postgres", "");
  }

  /** Kills the server as a loss of power would, and starts it again at the same port. */
  void crash() {
    try {
      kill();
      restart();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void kill() throws IOException {
    ProcessHandle server = process().orElseThrow();
    List<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    // one that is left has the memory that the next server needs
    all.forEach(Server::awaitEnd);
  }

  private Optional<ProcessHandle> process() throws IOException {
    Path file = directory.resolve("data").resolve("postmaster.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
        : Optional.empty();
  }

  private static void awaitEnd(ProcessHandle process) {
    process.onExit().orTimeout(START_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Stops the server in order; it may take longer than what stops it waits for. */
  private void stop() throws IOException {
    Optional<ProcessHandle> server = process();
    postgres.close();
    server.ifPresent(Server::awaitEnd);
  }

  /** Stops the server in order, and starts it again at the same port. */
  void restart() throws IOException {
    int port = postgres.getPort();
    stop();
    postgres = start(binaries, directory, port, settings);
  }

  /**
   * Kills the server, and puts a standby in its place, as a takeover does: what it is given is a
   * copy of the server's files, without the slots, and the log that the copy has is all that it
   * knows.
   */
  void takeOver(Path copy) throws IOException {
    int port = postgres.getPort();
    kill();
    postgres.close();
    delete(directory);
    Files.move(copy, directory);
    delete(directory.resolve("data").resolve("pg_replslot"));
    Files.createDirectory(directory.resolve("data").resolve("pg_replslot"));
    Files.createFile(directory.resolve("data").resolve("standby.signal"));
    postgres = start(binaries, directory, port, settings);
    new Database(this, "postgres").run("SELECT pg_promote()");
  }

  /** A copy of the server's files as they are at present; the server is stopped meanwhile. */
  Path copy() throws IOException {
    int port = postgres.getPort();
    stop();
    Path copy = Files.createTempDirectory("skip-postgres-copy");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            copy.resolve(directory.relativize(file)),
            StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    postgres = start(binaries, directory, port, settings);
    return copy;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    try {
      stop();
      delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
