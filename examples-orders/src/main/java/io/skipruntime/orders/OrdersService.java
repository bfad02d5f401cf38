package io.skipruntime.orders;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Order;
import io.skipruntime.Reducers;
import io.skipruntime.ResourceSink;
import io.skipruntime.Resources;
import io.skipruntime.Sink;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import io.skipruntime.json.Json;
import io.skipruntime.json.Tuple;
import io.skipruntime.postgres.PostgresTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The best products of each region, of the orders of the last minutes. Orders are records of a
 * topic, products and regions are tables of a database; the result is shown, and follows in another
 * topic.
 *
 * <ul>
 *   <li>{@code top}: for each region its name and its three best products by revenue.
 *   <li>{@code totals}: how many orders of the window are there, and how much they are worth.
 * </ul>
 */
final class OrdersService implements SkipService<OrdersService.Inputs, OrdersService.Shared> {

  static final String TOPIC = "shop.orders";
  static final String TOP_TOPIC = "shop.top";
  static final String ORDERS = "orders";
  private static final String BROKERS = "brokers";
  private static final String DATABASE = "database";
  private static final int PLACES = 3;

  /** The inputs, of which there are none: all data come from brokers and database. */
  record Inputs() {}

  /** A record of the topic. */
  record Placed(long product, String region, long quantity, Instant at) {}

  record Product(String name, long cents) {}

  record Region(String name) {}

  /** A product in a region. */
  @Tuple
  record Spot(String region, long product) {}

  /** The orders of a product in a region, with the names for people. */
  record Sales(
      String region, String regionName, long product, String name, long quantity, long cents) {}

  /** A product of a region as it is shown. */
  record Best(long product, String name, long quantity, long cents) {}

  /** The best products of a region, the first of which is the best. */
  record Top(String name, List<Best> products) {}

  /** The collections that all resources are built from. */
  record Shared(EagerCollection<String, Top> top, EagerCollection<String, Long> totals) {}

  // region joined
  /** The sales of each spot whose product and region are known. */
  record Named(EagerCollection<Long, Product> products, EagerCollection<String, Region> regions)
      implements Mapper<Spot, Long, Spot, Sales> {
    @Override
    public void mapEntry(Spot spot, Values<Long> quantities, Emitter<Spot, Sales> out) {
      long quantity = quantities.getUnique();
      products
          .findUnique(spot.product())
          .ifPresent(product ->
              regions
                  .findUnique(spot.region())
                  .ifPresent(region ->
                      out.emit(
                          spot,
                          new Sales(
                              spot.region(),
                              region.name(),
                              spot.product(),
                              product.name(),
                              quantity,
                              quantity * product.cents()))));
    }
  }

  // endregion

  private final ExternalService brokers;
  private final ExternalService database;
  private final Sink target;
  private final Duration window;

  /**
   * A service.
   *
   * @param brokers has the topic as the resource {@code orders}
   * @param database has the tables
   * @param target takes the best products of each region
   * @param window for how long an order counts
   */
  OrdersService(ExternalService brokers, ExternalService database, Sink target, Duration window) {
    this.brokers = brokers;
    this.database = database;
    this.target = target;
    this.window = window;
  }

  @Override
  public Map<String, ExternalService> externalServices() {
    return Map.of(BROKERS, brokers, DATABASE, database);
  }

  @Override
  public Map<String, ResourceSink> sinks() {
    return Map.of("shop-top", ResourceSink.of("top", target));
  }

  // region graph
  @Override
  public Shared createGraph(Inputs inputs, Context context) {
    EagerCollection<Json, Placed> orders =
        context.useExternalResource(ExternalResource.of(BROKERS, ORDERS, Json.class, Placed.class));
    EagerCollection<Long, Product> products =
        context.useExternalResource(
            PostgresTable.of(DATABASE, "public.products", Long.class, Product.class));
    EagerCollection<String, Region> regions =
        context.useExternalResource(
            PostgresTable.of(DATABASE, "public.regions", String.class, Region.class));
    Duration life = window;
    EagerCollection<Json, Placed> recent =
        orders.during(order -> null, order -> order.at().plus(life));
    EagerCollection<Spot, Long> quantities =
        recent.mapReduce(
            (place, order, out) -> {
              Placed placed = order.getUnique();
              out.emit(new Spot(placed.region(), placed.product()), placed.quantity());
            },
            Reducers.sum());
    EagerCollection<Spot, Sales> sales = quantities.map(new Named(products, regions));
    EagerCollection<String, Top> top =
        sales
            .keyBy(Sales::region)
            .top(PLACES, Order.by(Sales::cents).descending().then(Sales::name))
            .map((region, best, out) -> out.emit(region, shown(best)));
    EagerCollection<String, Long> count =
        recent.mapReduce((place, order, out) -> out.emit("orders", 1L), Reducers.count());
    EagerCollection<String, Long> worth =
        sales.mapReduce(
            (spot, sale, out) -> out.emit("cents", sale.getUnique().cents()), Reducers.sum());
    return new Shared(top, count.merge(worth));
  }

  // endregion

  private static Top shown(Values<Sales> best) {
    List<Best> products =
        best.stream()
            .map(each -> new Best(each.product(), each.name(), each.quantity(), each.cents()))
            .toList();
    return new Top(best.toList().getFirst().regionName(), products);
  }

  @Override
  public Resources<Shared> resources() {
    return Resources.<Shared>empty()
        .and("top", (shared, context) -> shared.top())
        .and("totals", (shared, context) -> shared.totals());
  }
}
