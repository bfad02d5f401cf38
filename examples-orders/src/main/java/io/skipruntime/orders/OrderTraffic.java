package io.skipruntime.orders;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The customers of the example, who order something several times a second. Each region has its
 * favourites, which change with the minutes.
 */
final class OrderTraffic implements AutoCloseable {

  private static final List<String> REGIONS = List.of("north", "south", "east", "west");
  private static final int PRODUCTS = 6;
  private static final int MOST = 4;
  private static final int FAVOURITE_SECONDS = 120;

  private final OrdersTopic topic;
  private final Random random = new Random();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private OrderTraffic(OrdersTopic topic) {
    this.topic = topic;
  }

  /**
   * Starts to order.
   *
   * @param perSecond how many orders a second there are
   */
  static OrderTraffic start(OrdersTopic topic, int perSecond) {
    OrderTraffic traffic = new OrderTraffic(topic);
    long micros = TimeUnit.SECONDS.toMicros(1) / perSecond;
    var unused =
        traffic.thread.scheduleAtFixedRate(traffic::order, 0, micros, TimeUnit.MICROSECONDS);
    return traffic;
  }

  private void order() {
    Instant now = Instant.now();
    int region = random.nextInt(REGIONS.size());
    long favourite = now.getEpochSecond() / FAVOURITE_SECONDS + region;
    long product = 1 + (random.nextInt(3) == 0 ? favourite % PRODUCTS : random.nextInt(PRODUCTS));
    var unused =
        topic.send(
            new OrdersService.Placed(product, REGIONS.get(region), 1 + random.nextInt(MOST), now));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
