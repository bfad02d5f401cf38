package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.benchmarks.measure.Work;
import io.skipruntime.json.Tuple;
import io.skipruntime.sql.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * W7: orders are joined with their customers, and their amounts added up by the customer's region.
 * One order gets another amount, or one customer of a hundred orders another region. The same as a
 * view in SQL.
 */
final class JoinedGroups {

  private static final int SEED = 7;
  private static final int SIZE = 100_000;
  private static final int CUSTOMERS = 1_000;
  private static final int REGIONS = 50;
  private static final long FIRST_AMOUNT = 1_000_000;

  private JoinedGroups() {}

  static List<WorkTask> tasks() {
    return List.of(
        task("W7 order", true, JoinedGroups::operators).withRequery(() -> requery(true)),
        task("W7 customer of 100", false, JoinedGroups::operators)
            .withRequery(() -> requery(false)),
        task("W7 order, SQL", true, JoinedGroups::view),
        task("W7 customer of 100, SQL", false, JoinedGroups::view));
  }

  private static WorkTask task(String name, boolean isOfOrder, Supplier<Service> service) {
    return new WorkTask(
        name,
        "N=" + SIZE + " G=" + REGIONS,
        () -> ours(service.get(), isOfOrder),
        () -> byHand(isOfOrder));
  }

  record Order(long customer, long amount) {}

  record Customer(long region) {}

  record Sale(long region, long amount) {}

  record Inputs(EagerCollection<Long, Order> orders, EagerCollection<Long, Customer> customers) {}

  record Shared(EagerCollection<Long, Long> sums) {}

  @Tuple
  record Region(long region) {}

  record Total(long total) {}

  record View(EagerCollection<Region, Total> sums) {}

  private static Order orderOf(long key) {
    return new Order(key % CUSTOMERS, key);
  }

  private static Customer customerOf(long key) {
    return new Customer(key % REGIONS);
  }

  private static InitialData initial() {
    return InitialData.empty()
        .with(
            "orders",
            LongStream.range(0, SIZE).mapToObj(key -> Entry.of(key, orderOf(key))).toList())
        .with(
            "customers",
            LongStream.range(0, CUSTOMERS)
                .mapToObj(key -> Entry.of(key, customerOf(key)))
                .toList());
  }

  /** The service, of operators. */
  record Definition() implements SkipService<Inputs, Shared> {
    @Override
    public InitialData initialData() {
      return initial();
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("sums", (shared, context) -> shared.sums());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(
          in.orders()
              .lookup(
                  Order::customer,
                  in.customers(),
                  (order, customer) -> new Sale(customer.region(), order.amount()))
              .groupBy(Sale::region, Reducers.of(Sale::amount, Reducers.<Long>sum())));
    }
  }

  /** The service, of a query in SQL. */
  record SqlDefinition() implements SkipService<Inputs, View> {
    @Override
    public InitialData initialData() {
      return initial();
    }

    @Override
    public Resources<View> resources() {
      return Resources.<View>empty().and("sums", (view, context) -> view.sums());
    }

    @Override
    public View createGraph(Inputs in, Context context) {
      return new View(
          Sql.over(in)
              .query(
                  "SELECT c.region, CAST(sum(o.amount) AS bigint) AS total FROM orders o JOIN"
                      + " customers c ON o.customer = c.key GROUP BY c.region",
                  Region.class,
                  Total.class));
    }
  }

  private static Service operators() {
    Service service = new Service(new Definition());
    service.<Long, Long>subscribe(
        "all",
        "sums",
        new Resources.NoParameters(),
        entry -> entry.key() + (entry.values().isEmpty() ? 0 : entry.values().getFirst()));
    return service;
  }

  private static Service view() {
    Service service = new Service(new SqlDefinition());
    service.<Region, Total>subscribe(
        "all",
        "sums",
        new Resources.NoParameters(),
        entry ->
            entry.key().region()
                + (entry.values().isEmpty() ? 0 : entry.values().getFirst().total()));
    return service;
  }

  private static Work ours(Service service, boolean isOfOrder) {
    service.takeSum();
    Numbers random = new Numbers(SEED);
    return new ServiceWork(
        service,
        i -> {
          if (isOfOrder) {
            long key = random.below(SIZE);
            Order order = new Order(key % CUSTOMERS, FIRST_AMOUNT + i);
            return service.update("orders", List.of(Entry.of(key, order)));
          }
          long key = random.below(CUSTOMERS);
          Customer customer = new Customer(random.below(REGIONS));
          return service.update("customers", List.of(Entry.of(key, customer)));
        });
  }

  /** Orders, customers, an index from these to those, and a sum and number for each region. */
  private static final class Store {
    private final Map<Long, Order> orders = new HashMap<>();
    private final Map<Long, Long> regions = new HashMap<>();
    private final Map<Long, Set<Long>> ordersOf = new HashMap<>();
    private final TreeMap<Long, Long> sums = new TreeMap<>();
    private final TreeMap<Long, Integer> counts = new TreeMap<>();

    Store() {
      for (long key = 0; key < CUSTOMERS; key++) {
        regions.put(key, customerOf(key).region());
      }
      for (long key = 0; key < SIZE; key++) {
        put(key, orderOf(key));
      }
    }

    private long regionOf(long customer) {
      return regions.getOrDefault(customer, 0L);
    }

    private void add(long region, long amount) {
      sums.merge(region, amount, Long::sum);
      counts.merge(region, 1, Integer::sum);
    }

    private void remove(long region, long amount) {
      sums.merge(region, -amount, Long::sum);
      if (counts.merge(region, -1, Integer::sum) == 0) {
        counts.remove(region);
        sums.remove(region);
      }
    }

    private long event(Set<Long> changed) {
      long sum = 0;
      for (long region : changed) {
        sum += region + sums.getOrDefault(region, 0L);
      }
      return sum;
    }

    long put(long key, Order order) {
      Order before = orders.put(key, order);
      Set<Long> changed = new TreeSet<>();
      if (before != null) {
        remove(regionOf(before.customer()), before.amount());
        changed.add(regionOf(before.customer()));
      }
      if (before == null || before.customer() != order.customer()) {
        ordersOf.computeIfAbsent(order.customer(), id -> new LinkedHashSet<>()).add(key);
      }
      add(regionOf(order.customer()), order.amount());
      changed.add(regionOf(order.customer()));
      return event(changed);
    }

    /** Goes through the joined rows, as the others do. */
    long move(long customer, long region) {
      Long before = regions.put(customer, region);
      if (before == null || before == region) {
        return 0;
      }
      List<Long> affected = new ArrayList<>(ordersOf.getOrDefault(customer, Set.of()));
      for (long key : affected) {
        Order order = orders.get(key);
        if (order != null) {
          remove(before, order.amount());
          add(region, order.amount());
        }
      }
      return event(Set.of(before, region));
    }
  }

  private static Work byHand(boolean isOfOrder) {
    Store store = new Store();
    Numbers random = new Numbers(SEED);
    IntToLongFunction step =
        i -> {
          if (isOfOrder) {
            long key = random.below(SIZE);
            return store.put(key, new Order(key % CUSTOMERS, FIRST_AMOUNT + i));
          }
          return store.move(random.below(CUSTOMERS), random.below(REGIONS));
        };
    return step::applyAsLong;
  }

  private static Work requery(boolean isOfOrder) {
    Requery database =
        new Requery(
            "SELECT c.region, sum(o.amount) FROM orders o JOIN customers c ON o.customer = c.id"
                + " GROUP BY c.region",
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, amount INTEGER)",
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, region INTEGER)",
            "CREATE INDEX orders_by_customer ON orders (customer)");
    Requery.Statement order = database.statement("INSERT OR REPLACE INTO orders VALUES (?, ?, ?)");
    Requery.Statement customer =
        database.statement("INSERT OR REPLACE INTO customers VALUES (?, ?)");
    for (long key = 0; key < CUSTOMERS; key++) {
      customer.run(key, customerOf(key).region());
    }
    for (long key = 0; key < SIZE; key++) {
      order.run(key, orderOf(key).customer(), orderOf(key).amount());
    }
    Numbers random = new Numbers(SEED);
    return database.doing(i -> {
      if (isOfOrder) {
        long key = random.below(SIZE);
        order.run(key, key % CUSTOMERS, FIRST_AMOUNT + i);
      } else {
        customer.run(random.below(CUSTOMERS), random.below(REGIONS));
      }
      database.commit();
      return database.changes();
    });
  }
}
