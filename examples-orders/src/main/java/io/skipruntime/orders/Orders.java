package io.skipruntime.orders;

import io.skipruntime.board.ChosenDatabase;
import io.skipruntime.examples.program.ServerProgram;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
public final class Orders extends ServerProgram {

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "the brokers; by default one is started that ends with this program")
  private @Nullable String bootstrapServers;

  @Mixin private ChosenDatabase database = new ChosenDatabase();

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

  /** Orders that are not run yet. */
  public Orders() {
    super("the page, a broker or a database");
  }

  @Override
  protected void run(ServerOptions options) throws IOException, SQLException, InterruptedException {
    check();
    if (bootstrapServers != null) {
      run(options, bootstrapServers);
      return;
    }
    System.out.println("starting a Kafka…");
    try (EmbeddedBroker embedded = EmbeddedBroker.start()) {
      System.out.println("its address is " + embedded.bootstrapServers());
      run(options, embedded.bootstrapServers());
    }
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

  private void run(ServerOptions options, String brokers)
      throws IOException, SQLException, InterruptedException {
    Duration window = Duration.ofSeconds(windowSeconds);
    database.use((source, followed) -> {
      ReferenceData.prepare(source);
      try (RunningOrders running =
          RunningOrders.start(brokers, followed, options, webPort, window, traffic())) {
        System.out.print(text(running.address(), brokers, ChosenDatabase.forShell(source)));
        untilStopped();
      }
    });
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
        .formatted(address, database, brokers, OrdersService.TOP_TOPIC);
  }

  /** Runs the orders until the process is told to stop. */
  public static void main(String[] arguments) {
    new Orders().runAsProcess(arguments);
  }
}
