package io.skipruntime.board;

import io.skipruntime.postgres.PostgresOptions;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Option;

/** The database of an example: the one that its user names, or else one that ends with it. */
public final class ChosenDatabase {

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = {
        "a database, such as jdbc:postgresql://127.0.0.1:5432/example; by default one is started",
        "that ends with this program. Its password is taken from PGPASSWORD"
      })
  private @Nullable String database;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      defaultValue = "${env:PGUSER:-postgres}",
      description = "the role to connect as (default: $$PGUSER, or postgres)")
  private String user = "";

  /** A database that no options name. */
  public ChosenDatabase() {}

  /** Something that is done with a database while it runs. */
  public interface Use {

    /**
     * Uses the database.
     *
     * @param source where it takes SQL
     * @param followed how a service follows its tables
     */
    void with(PGSimpleDataSource source, PostgresOptions followed)
        throws IOException, SQLException, InterruptedException;
  }

  /**
   * Does something with the database, which is started before and stopped after that if it is not
   * the user's.
   *
   * @throws IOException if it cannot be started here
   */
  public void use(Use use) throws IOException, SQLException, InterruptedException {
    if (database != null) {
      String given = System.getenv("PGPASSWORD");
      String password = given == null ? "" : given;
      use.with(source(database, user, password), PostgresOptions.of(database, user, password));
      return;
    }
    System.out.println("starting a PostgreSQL…");
    try (EmbeddedDatabase embedded = EmbeddedDatabase.start()) {
      System.out.println("its address is " + embedded.url() + ", its user postgres");
      use.with(embedded.source(), PostgresOptions.of(embedded.url(), "postgres", ""));
    }
  }

  private static PGSimpleDataSource source(String url, String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  /** The address of a database as {@code psql} takes it. */
  public static String forShell(PGSimpleDataSource source) {
    return source.getUrl().replaceFirst("^jdbc:", "").replaceFirst("[?].*", "");
  }
}
