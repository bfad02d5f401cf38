package io.skipruntime.benchmarks.postgres;

import io.skipruntime.postgres.PostgresOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The database that is measured: one that begins empty and ends with the process, or one of the
 * user's. Its tables are in a schema of their own, which is made at the beginning and dropped at
 * the end, with its publication. Thread-safe.
 */
final class BenchmarkDatabase implements AutoCloseable {

  /** The name of the schema and of the publication. */
  static final String NAME = "skip_bench";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final String url;
  private final String user;
  private final String password;
  private final @Nullable EmbeddedPostgres embedded;

  private BenchmarkDatabase(
      String url, String user, String password, @Nullable EmbeddedPostgres embedded) {
    this.url = url;
    this.user = user;
    this.password = password;
    this.embedded = embedded;
  }

  /** Starts a database, which makes each commit durable before it returns. */
  static BenchmarkDatabase start() throws IOException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setPGStartupWait(START_LIMIT)
            .setServerConfig("wal_level", "logical")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "4GB")
            .start();
    return new BenchmarkDatabase(
        "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
        "postgres",
        "",
        postgres);
  }

  /** A database that is there. */
  static BenchmarkDatabase at(String url, String user, String password) {
    return new BenchmarkDatabase(url, user, password, null);
  }

  /** Makes the schema; fails, and changes nothing, if there is one of that name. */
  void create() throws SQLException {
    run(
        "CREATE SCHEMA " + NAME,
        "CREATE TABLE skip_bench.events (id bigint PRIMARY KEY, note text NOT NULL)",
        "CREATE TABLE skip_bench.counters (id bigint PRIMARY KEY, number bigint NOT NULL)",
        "INSERT INTO skip_bench.counters SELECT i, 0 FROM generate_series(0, 999) i",
        """
        CREATE TABLE skip_bench.posts (id bigint PRIMARY KEY, author text NOT NULL,
          title text NOT NULL, created_at timestamptz NOT NULL, votes int NOT NULL)
        """,
        "CREATE TABLE skip_bench.large (LIKE skip_bench.posts INCLUDING ALL)",
        """
        CREATE PROCEDURE skip_bench.count_up(total int) LANGUAGE plpgsql AS $$
          BEGIN
            FOR i IN 1..total LOOP
              UPDATE skip_bench.counters SET number = number + 1 WHERE id = i % 1000;
              COMMIT;
            END LOOP;
          END $$
        """,
        "CREATE PUBLICATION skip_bench FOR TABLE skip_bench.events, skip_bench.counters,"
            + " skip_bench.posts, skip_bench.large");
  }

  /** The text of a statement that inserts posts. */
  static String insertion(String table, int count) {
    return """
    INSERT INTO skip_bench.%s
    SELECT i, 'author ' || i %% 5000, 'What number ' || i || ' has to say', now(), i %% 100
    FROM generate_series(1, %d) i
    """
        .formatted(table, count);
  }

  /** The options to follow it. */
  PostgresOptions options() {
    return PostgresOptions.of(url, user, password).withPublication(NAME);
  }

  String url() {
    return url;
  }

  String user() {
    return user;
  }

  String password() {
    return password;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** Runs statements, each a transaction. */
  void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Drops what {@link #create} has made. */
  void drop() throws SQLException {
    run("DROP PUBLICATION IF EXISTS " + NAME, "DROP SCHEMA IF EXISTS " + NAME + " CASCADE");
  }

  /** Ends the database, if it was started here. */
  @Override
  public void close() throws IOException {
    if (embedded != null) {
      embedded.close();
    }
  }
}
