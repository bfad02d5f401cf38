package io.skipruntime.benchmarks;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.benchmarks.measure.Numbers;
import io.skipruntime.sql.LiveQuery;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * A writer that writes once a millisecond while clients open live queries over a million orders.
 * What counts is how long its writes take: an opening is done in steps, and a write waits for the
 * one that is under way.
 */
final class LiveOpenings implements AutoCloseable {

  private static final int SEED = 7;
  private static final int ORDERS = 1_000_000;
  private static final int CUSTOMERS = 10_000;
  private static final int REGIONS = 50;
  private static final int STEP = 100_000;
  private static final long PAUSE_NANOS = 1_000_000;
  private static final long ALONE_NANOS = 3_000_000_000L;

  private static final Map<String, String> QUERIES = new LinkedHashMap<>();

  static {
    QUERIES.put(
        "join",
        "SELECT o.key, c.region, o.amount FROM orders o JOIN customers c ON o.customer = c.key");
    QUERIES.put(
        "join, group",
        "SELECT c.region, sum(o.amount) AS total FROM orders o JOIN customers c ON o.customer ="
            + " c.key GROUP BY c.region");
    QUERIES.put("top 20", "SELECT key, amount FROM orders ORDER BY amount DESC, key LIMIT 20");
    QUERIES.put(
        "window",
        "SELECT key, amount - lag(amount) OVER (PARTITION BY customer ORDER BY amount) AS more"
            + " FROM orders");
  }

  private final Service service = new Service(new Definition());
  private final Numbers random = new Numbers(SEED);

  record Order(long customer, long amount) {}

  record Customer(long region) {}

  record Inputs(EagerCollection<Long, Order> orders, EagerCollection<Long, Customer> customers) {}

  /** The service. */
  record Definition() implements SkipService<Inputs, Inputs> {
    @Override
    public Resources<Inputs> resources() {
      return LiveQuery.offeredBy(Resources.empty());
    }

    @Override
    public Inputs createGraph(Inputs in, Context context) {
      return in;
    }
  }

  LiveOpenings() {
    service.update(
        "customers",
        LongStream.range(0, CUSTOMERS)
            .mapToObj(key -> Entry.of(key, new Customer(key % REGIONS)))
            .toList());
    for (long first = 0; first < ORDERS; first += STEP) {
      service.update(
          "orders",
          LongStream.range(first, first + STEP).mapToObj(key -> order(key, key)).toList());
    }
  }

  private static Entry<Long, Order> order(long key, long amount) {
    return Entry.of(key, new Order(key % CUSTOMERS, amount));
  }

  /** Says how long writes take alone, and while each query is opened. */
  void measure(Consumer<String> say) throws InterruptedException {
    long end = System.nanoTime() + ALONE_NANOS;
    long[] unused = written(() -> System.nanoTime() < end);
    long nextEnd = System.nanoTime() + ALONE_NANOS;
    say.accept(line("no opening", 0, written(() -> System.nanoTime() < nextEnd)));
    for (Map.Entry<String, String> query : QUERIES.entrySet()) {
      for (String time : List.of("first", "again")) {
        String name = query.getKey() + ", " + time;
        LiveQuery.Text text =
            new LiveQuery.Text(query.getValue(), Optional.empty(), Optional.empty());
        long start = System.nanoTime();
        Thread opening =
            Thread.ofPlatform()
                .name("opening")
                .start(
                    () -> service.instance().instantiateResource(name, LiveQuery.RESOURCE, text));
        long[] nanos = written(opening::isAlive);
        opening.join();
        say.accept(line(name, System.nanoTime() - start, nanos));
        service.unsubscribe(name);
      }
    }
  }

  /** How long each write took, sorted. */
  private long[] written(BooleanSupplier goesOn) {
    long[] nanos = new long[1024];
    int count = 0;
    while (goesOn.getAsBoolean()) {
      long start = System.nanoTime();
      service.update("orders", List.of(order(random.below(ORDERS), ORDERS + count)));
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = System.nanoTime() - start;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    nanos = Arrays.copyOf(nanos, count);
    Arrays.sort(nanos);
    return nanos;
  }

  private static String line(String name, long nanos, long[] writes) {
    return String.format(
        Locale.ROOT,
        "%-20s opened in %6.2f s; %5d writes meanwhile: p50 %8.3f ms, p99 %8.3f ms, at most %8.3f"
            + " ms",
        name + ":",
        nanos / 1e9,
        writes.length,
        writes[writes.length / 2] / 1e6,
        writes[(int) (writes.length * 0.99)] / 1e6,
        writes[writes.length - 1] / 1e6);
  }

  @Override
  public void close() {
    service.close();
  }
}
