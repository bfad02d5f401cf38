package io.skipruntime.auction;

import io.skipruntime.auction.skip.SkipAuction;
import io.skipruntime.auction.sql.SqlAuction;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The applications, which differ in what sends pages what they see. */
public enum Auction {
  SKIP(SkipAuction.class),
  SQL(SqlAuction.class);

  private static final String BY_HAND = "--by-hand";
  private static final String DATABASE = "--spring.datasource.url=";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Class<?> application;

  Auction(Class<?> application) {
    this.application = application;
  }

  /** Starts the application with properties of the form {@code --name=value}. */
  ConfigurableApplicationContext start(List<String> properties) {
    return new SpringApplicationBuilder(application)
        .profiles(name().toLowerCase(Locale.ROOT))
        .run(properties.toArray(String[]::new));
  }

  /** A PostgreSQL that begins empty and ends with the process. */
  static EmbeddedPostgres startDatabase() throws IOException {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(START_LIMIT)
        .setServerConfig("wal_level", "logical")
        .setServerConfig("synchronous_commit", "on") // a commit is in the log at once
        .start();
  }

  /** The properties that name a database of one that was started. */
  static List<String> at(EmbeddedPostgres postgres, String database) {
    return List.of(
        DATABASE + "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database,
        "--spring.datasource.username=postgres");
  }

  /**
   * Runs the auction with Skip, or with {@code --by-hand} the other one, and a database of its own
   * unless {@code --spring.datasource.url} names one.
   */
  public static void main(String[] arguments) throws IOException {
    List<String> properties = new ArrayList<>(Arrays.asList(arguments));
    Auction auction = properties.remove(BY_HAND) ? SQL : SKIP;
    boolean isTraining = properties.remove("train");
    if (properties.stream().noneMatch(each -> each.startsWith(DATABASE))) {
      properties.addAll(at(startDatabase(), "postgres"));
    }
    ConfigurableApplicationContext context = auction.start(properties);
    if (isTraining) {
      context.close();
    }
  }
}
