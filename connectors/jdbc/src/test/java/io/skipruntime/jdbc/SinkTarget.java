package io.skipruntime.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The kinds of database that sinks are tested with. */
enum SinkTarget {
  H2("JSON", "TIMESTAMP WITH TIME ZONE"),
  SQLITE("TEXT", "TEXT"),
  MARIADB("JSON", "DATETIME(6)"),
  POSTGRESQL("JSONB", "TIMESTAMPTZ");

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static @Nullable EmbeddedPostgres postgres;
  private static int databases;

  private final String jsonType;
  private final String timeType;

  SinkTarget(String jsonType, String timeType) {
    this.jsonType = jsonType;
    this.timeType = timeType;
  }

  /** A new database with the table {@code people}. */
  Database open(Path directory) throws IOException, SQLException {
    Database database =
        switch (this) {
          case H2 -> Database.open(Database.Kind.H2, directory);
          case SQLITE -> Database.open(Database.Kind.SQLITE, directory);
          case MARIADB -> Database.open(Database.Kind.MARIADB, directory);
          case POSTGRESQL -> ofPostgres();
        };
    database.run(
        ("CREATE TABLE people (id BIGINT PRIMARY KEY, name VARCHAR(40) NOT NULL UNIQUE,"
                + " amount DECIMAL(12, 2) CHECK (amount < 1000000), tags %s, seen %s)")
            .formatted(jsonType, timeType));
    return database;
  }

  private static synchronized Database ofPostgres() throws SQLException {
    if (postgres == null) {
      try {
        postgres = EmbeddedPostgres.builder().setPGStartupWait(START_LIMIT).start();
      } catch (IOException | RuntimeException e) {
        return Assumptions.abort("PostgreSQL cannot be started here: " + e);
      }
    }
    String name = "sinks" + databases++;
    String address = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/";
    new Database(address + "postgres", "postgres").run("CREATE DATABASE " + name);
    return new Database(address + name, "postgres");
  }

  /** Ends the server of this process, if there is one. */
  static synchronized void close() throws IOException {
    if (postgres != null) {
      postgres.close();
      postgres = null;
    }
  }
}
