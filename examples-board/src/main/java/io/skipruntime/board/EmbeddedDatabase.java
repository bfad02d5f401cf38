package io.skipruntime.board;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that begins empty and ends with the process, for users who name none. */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final EmbeddedPostgres postgres;

  private EmbeddedDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts the database.
   *
   * @throws IOException if it cannot be started here
   */
  public static EmbeddedDatabase start() throws IOException {
    try {
      return new EmbeddedDatabase(
          EmbeddedPostgres.builder()
              .setPGStartupWait(START_LIMIT)
              .setServerConfig("wal_level", "logical")
              .setServerConfig("synchronous_commit", "on") // a commit is in the log at once
              .start());
    } catch (IllegalStateException e) {
      throw new IOException("it cannot be started here: " + e.getMessage(), e);
    }
  }

  /** The address, which has the user and needs no password. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  /** The database as one that takes SQL. */
  public PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser("postgres");
    return source;
  }

  /**
   * Stops the database, and deletes its files.
   *
   * @throws IOException if it does not stop in order
   */
  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
