package io.skipruntime.orders;

import io.skipruntime.kafka.KafkaOptions;
import io.skipruntime.kafka.KafkaService;
import io.skipruntime.kafka.KafkaSink;
import io.skipruntime.kafka.TopicLog;
import io.skipruntime.postgres.PostgresOptions;
import io.skipruntime.postgres.PostgresService;
import io.skipruntime.server.SkipServer;
import io.skipruntime.server.options.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The service, the page and the customers while they run.
 *
 * @param server the service's server
 * @param web the web application
 * @param topic where orders are written
 * @param traffic writes orders by itself
 */
record RunningOrders(
    SkipServer server, OrdersWeb web, OrdersTopic topic, Optional<OrderTraffic> traffic)
    implements AutoCloseable {

  /** The orders of each partition that are kept at most, however long the window is. */
  private static final int MOST_ORDERS = 100_000;

  /**
   * Starts all of them on brokers and a database that has its tables.
   *
   * @param window for how long an order counts
   * @param perSecond how many orders a second there are; none for 0
   */
  static RunningOrders start(
      String brokers,
      PostgresOptions tables,
      ServerOptions options,
      int webPort,
      Duration window,
      int perSecond)
      throws IOException {
    OrdersTopic topic = OrdersTopic.open(brokers);
    try {
      OrdersWeb web = OrdersWeb.bind(options.streamingHost(), webPort);
      try {
        Set<String> origins = new HashSet<>(options.corsOrigins());
        origins.add("http://127.0.0.1:" + web.port());
        origins.add("http://localhost:" + web.port());
        SkipServer server =
            SkipServer.start(service(brokers, tables, window), options.withCorsOrigins(origins));
        web.start("http://127.0.0.1:" + server.streamingPort());
        return new RunningOrders(
            server,
            web,
            topic,
            perSecond == 0 ? Optional.empty() : Optional.of(OrderTraffic.start(topic, perSecond)));
      } catch (RuntimeException e) {
        web.close();
        throw e;
      }
    } catch (RuntimeException | IOException e) {
      topic.close();
      throw e;
    }
  }

  // region service
  private static OrdersService service(String brokers, PostgresOptions tables, Duration window) {
    KafkaOptions kafka = KafkaOptions.of(brokers);
    TopicLog orders = TopicLog.of(OrdersService.TOPIC).withLast(MOST_ORDERS);
    return new OrdersService(
        new KafkaService(kafka, Map.of(OrdersService.ORDERS, orders)),
        new PostgresService(tables.withPublication(ReferenceData.PUBLICATION)),
        KafkaSink.of(kafka, OrdersService.TOP_TOPIC).creatingTopic(1).withTransactions(),
        window);
  }

  // endregion

  /** Where the page is. */
  String address() {
    return "http://127.0.0.1:" + web.port() + "/";
  }

  @Override
  public void close() {
    traffic.ifPresent(OrderTraffic::close);
    web.close();
    server.close();
    topic.close();
  }
}
