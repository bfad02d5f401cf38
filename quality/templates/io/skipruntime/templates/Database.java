package io.skipruntime.templates;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/**
 * A PostgreSQL in which a file of SQL has been run, for a project of the template {@code postgres}.
 * Prints its address, and ends when the standard input does.
 */
final class Database {

  private Database() {}

  public static void main(String[] arguments) throws Exception {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("wal_level", "logical")
            .setServerConfig("synchronous_commit", "on")
            .start()) {
      try (Connection connection = postgres.getPostgresDatabase().getConnection();
          Statement sql = connection.createStatement()) {
        sql.execute(Files.readString(Path.of(arguments[0])));
      }
      System.out.println("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
      System.in.read();
    }
  }
}
