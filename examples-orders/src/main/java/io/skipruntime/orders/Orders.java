package io.skipruntime.orders;

import io.skipruntime.SkipException;
import io.skipruntime.board.EmbeddedDatabase;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.server.options.ServerOptions;
import io.skipruntime.server.options.ServerStartException;
import io.skipruntime.server.options.UsageException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * The program that runs the orders: a broker and a database, unless others are named, the service,
 * the page, and customers. Takes the options of every server, too.
 */
@Command(
    name = "orders",
    sortOptions = false,
    description = {
      "Shows the best products of each region, of orders in a topic of Kafka and of products and",
      "regions in PostgreSQL; the result follows in another topic."
    })
public final class Orders implements Callable<Integer> {

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "the brokers; by default one is started that ends with this program")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = {
        "a database, such as jdbc:postgresql://127.0.0.1:5432/shop; by default one is started",
        "that ends with this program. Its password is taken from PGPASSWORD"
      })
  private @Nullable String database;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      defaultValue = "${env:PGUSER:-postgres}",
      description = "the role to connect as (default: $$PGUSER, or postgres)")
  private String user = "";

  @Option(
      names = "--web-port",
      paramLabel = "PORT",
      defaultValue = "8082",
      description = "port of the page, 0 for any (default: ${DEFAULT-VALUE})")
  private int webPort;

  @Option(
      names = "--orders-per-second",
      paramLabel = "N",
      description = {
        "how much is ordered by customers of this program, up to 1000 (default: 5, and nothing",
        "with --bootstrap-servers)"
      })
  private @Nullable Integer ordersPerSecond;

  @Option(
      names = "--window-seconds",
      paramLabel = "N",
      defaultValue = "300",
      description = "for how long an order counts (default: ${DEFAULT-VALUE})")
  private long windowSeconds;

  @Unmatched private List<String> serverArguments = new ArrayList<>();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    try {
      check();
      return run(ServerOptions.parse(serverArguments.toArray(new String[0])));
    } catch (UsageException e) {
      if (e.isHelp()) {
        spec.commandLine().usage(System.out);
        System.out.print(e.usage());
        return 0;
      }
      System.err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (ServerStartException | SkipException | IllegalArgumentException e) {
      System.err.println("cannot start: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("cannot start the page, a broker or a database: " + e.getMessage());
    } catch (SQLException e) {
      System.err.println("cannot use the database: " + e.getMessage());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private void check() {
    if (windowSeconds < 1) {
      throw new IllegalArgumentException("--window-seconds is at least 1");
    }
    if (traffic() < 0 || traffic() > 1_000) {
      throw new IllegalArgumentException("--orders-per-second is 0 to 1000");
    }
  }

  private int traffic() {
    if (ordersPerSecond != null) {
      return ordersPerSecond;
    }
    return bootstrapServers == null ? 5 : 0;
  }

  private int run(ServerOptions options) throws IOException, SQLException, InterruptedException {
    if (bootstrapServers != null) {
      return run(options, bootstrapServers);
    }
    System.out.println("starting a Kafka…");
    try (EmbeddedBroker embedded = EmbeddedBroker.start()) {
      System.out.println("its address is " + embedded.bootstrapServers());
      return run(options, embedded.bootstrapServers());
    }
  }

  private int run(ServerOptions options, String brokers)
      throws IOException, SQLException, InterruptedException {
    if (database != null) {
      String password = System.getenv("PGPASSWORD");
      return run(
          options,
          brokers,
          PostgresOptions.of(database, user, password == null ? "" : password),
          RunningOrders.source(database, user, password == null ? "" : password));
    }
    System.out.println("starting a PostgreSQL…");
    try (EmbeddedDatabase embedded = EmbeddedDatabase.start()) {
      System.out.println("its address is " + embedded.url() + ", its user postgres");
      return run(
          options,
          brokers,
          PostgresOptions.of(embedded.url(), "postgres", ""),
          RunningOrders.source(embedded.url(), "postgres", ""));
    }
  }

  private int run(
      ServerOptions options, String brokers, PostgresOptions tables, PGSimpleDataSource source)
      throws IOException, SQLException, InterruptedException {
    ReferenceData.prepare(source);
    try (RunningOrders running =
        RunningOrders.start(
            brokers, tables, options, webPort, Duration.ofSeconds(windowSeconds), traffic())) {
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
      System.out.print(text(running.address(), brokers, source.getUrl()));
      stopped.await();
    }
    return 0;
  }

  private static String text(String address, String brokers, String database) {
    return """
    The page is open: %s

    Change a price in another shell, and watch the page:
      psql '%s' -U postgres -c "UPDATE products SET cents = cents * 2 WHERE id = 1"

    Follow the result in its topic:
      kafka-console-consumer --bootstrap-server %s --topic %s --property print.key=true

    Stop with Ctrl-C.
    """
        .formatted(
            address,
            database.replaceFirst("^jdbc:", "").replaceFirst("[?].*", ""),
            brokers,
            OrdersService.TOP_TOPIC);
  }

  /** Runs the orders until the process is told to stop. */
  public static void main(String[] arguments) {
    int status = new CommandLine(new Orders()).execute(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }
}
