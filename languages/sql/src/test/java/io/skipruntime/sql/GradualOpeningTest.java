package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Live queries over large tables: they are opened in steps of a bounded size, writes go on between
 * these, and the result is that of a query that is built as a whole.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GradualOpeningTest {

  private static final int ORDERS = 105_000;
  private static final int CUSTOMERS = 5_000;
  private static final long HOUR = 3_600_000;

  /** A step lets in so many rows, and so many functions run for each of them at most. */
  private static final int MOST_RUNS = 2_048 * 8;

  record Order(long customer, long total, Optional<Long> parent) {}

  record Customer(String name, String city) {}

  record Tables(EagerCollection<Long, Order> orders, EagerCollection<Long, Customer> customers) {}

  static final class Shop implements SkipService<Tables, Tables> {
    @Override
    public Resources<Tables> resources() {
      return LiveQuery.offeredBy(Resources.<Tables>empty().and("atLeast", AtLeast.class));
    }

    @Override
    public Tables createGraph(Tables in, Context context) {
      return in;
    }
  }

  /** Orders of a customer that are not small. */
  record AtLeast(long customer, long least) implements SqlResource<Tables> {
    @Override
    public String query() {
      return "SELECT key, total FROM orders WHERE customer = :customer AND total >= :least";
    }
  }

  private final AtomicLong now = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong mostRuns = new AtomicLong();
  private final AtomicLong totalRuns = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private volatile CountDownLatch someSteps = new CountDownLatch(0);
  private final ServiceInstance service = started();
  private final Random random = new Random(3);

  private ServiceInstance started() {
    ServiceInstance started =
        ServiceInstance.start(
            new Shop(),
            EngineOptions.defaults()
                .withListener(this::hear)
                .withClock(() -> Instant.ofEpochMilli(now.get())));
    started.update(
        "customers",
        LongStream.range(0, CUSTOMERS)
            .mapToObj(key -> Entry.of(key, new Customer("n" + key, "city" + key % 7)))
            .toList());
    started.update(
        "orders",
        LongStream.range(0, ORDERS)
            .mapToObj(key -> Entry.of(key * 2, order(key * 2, new Random(key))))
            .toList());
    return started;
  }

  private static Order order(long key, Random random) {
    return new Order(
        random.nextInt(CUSTOMERS),
        random.nextInt(1_000),
        key % 3 == 0 ? Optional.empty() : Optional.of(key / 2));
  }

  private void hear(EngineEvent event) {
    switch (event) {
      case EngineEvent.FunctionRan ran -> {
        runs.incrementAndGet();
        totalRuns.incrementAndGet();
      }
      case EngineEvent.Committed committed -> {
        mostRuns.accumulateAndGet(runs.getAndSet(0), Math::max);
        steps.incrementAndGet();
        someSteps.countDown();
      }
      case EngineEvent.RolledBack back -> runs.set(0);
      default -> {}
    }
  }

  @AfterAll
  void close() {
    service.close();
  }

  /** Closes an instance, so that no write is for it any more. */
  private void close(String identifier) {
    service.closeResourceInstance(identifier);
    now.addAndGet(HOUR);
    service.collectIdle();
  }

  private static LiveQuery.Text query(String text) {
    return new LiveQuery.Text(text, Optional.empty(), Optional.empty());
  }

  private void write(int times) {
    for (int i = 0; i < times; i++) {
      long key = random.nextInt(2 * ORDERS + 1_000);
      service.update(
          "orders",
          List.of(
              random.nextInt(4) == 0
                  ? new Entry<>(key, List.of())
                  : Entry.of(key, order(key, random))));
      if (random.nextInt(8) == 0) {
        long customer = random.nextInt(CUSTOMERS);
        service.update(
            "customers",
            List.of(
                Entry.of(
                    customer, new Customer("n" + random.nextInt(50), "city" + random.nextInt(7)))));
      }
    }
  }

  /** Opens an instance while rows come and go; gives how many were written meanwhile. */
  private long openedDuringWrites(String identifier, String resource, Object params)
      throws InterruptedException {
    someSteps = new CountDownLatch(5);
    Thread opening = new Thread(() -> service.instantiateResource(identifier, resource, params));
    opening.start();
    someSteps.await();
    long written = 0;
    while (opening.isAlive()) {
      write(1);
      written++;
    }
    opening.join();
    return written;
  }

  private void requireEqual(String resource, Object params, String query) {
    assertThat(
            service.<Json, Json>getAll(resource, params).stream()
                .flatMap(entry -> entry.values().stream())
                .map(Json::toString)
                .sorted()
                .toList())
        .isEqualTo(rows(query).stream().sorted(Comparator.naturalOrder()).toList());
  }

  private List<String> rows(String query) {
    SnapshotQuery.Result result =
        SnapshotQuery.over(service.snapshot())
            .query(
                query,
                SqlParameters.none(),
                new SnapshotQuery.Limits(60_000, 1L << 30, 1_000_000),
                () -> false);
    List<String> rows = new ArrayList<>();
    for (List<Json> row : result.rows()) {
      Map<String, Json> members = new HashMap<>();
      for (int i = 0; i < row.size(); i++) {
        members.put(result.columns().get(i).name(), row.get(i));
      }
      rows.add(Json.object(members).toString());
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT key, total FROM orders WHERE total >= 990",
        "SELECT customer, count(*) AS n, sum(total) AS s, max(total) AS m FROM orders GROUP BY"
            + " customer",
        "SELECT c.city, count(*) AS n FROM orders o JOIN customers c ON o.customer = c.key GROUP BY"
            + " c.city",
        "SELECT key, total FROM orders ORDER BY total DESC, key LIMIT 20 OFFSET 5",
        "SELECT key FROM orders o WHERE total < 20 AND NOT EXISTS (SELECT 1 FROM orders p WHERE"
            + " p.parent = o.key)",
      })
  void queries_areOpenedInSteps_betweenWhichWritesGoOn(String query) throws InterruptedException {
    requireOpenedInSteps(query);
  }

  private void requireOpenedInSteps(String query) throws InterruptedException {
    mostRuns.set(0);
    long stepsBefore = steps.get();
    long written = openedDuringWrites(query, LiveQuery.RESOURCE, query(query));
    assertThat(written).isPositive();
    assertThat(steps.get() - stepsBefore).isGreaterThan(ORDERS / 2_048);
    assertThat(mostRuns.get()).isLessThanOrEqualTo(MOST_RUNS);
    requireEqual(LiveQuery.RESOURCE, query(query), query);
    write(50);
    requireEqual(LiveQuery.RESOURCE, query(query), query);
    close(query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT customer, total FROM (SELECT customer, total, row_number() OVER (PARTITION BY"
            + " customer ORDER BY total DESC, key) AS r FROM orders) t WHERE r <= 2",
        "SELECT key, total - lead(total) OVER w AS less, sum(total) OVER w AS so_far, rank() OVER"
            + " (PARTITION BY customer ORDER BY total) AS r FROM orders WINDOW w AS (PARTITION BY"
            + " customer ORDER BY key)",
        "SELECT key, total FROM (SELECT key, total, avg(total) OVER (PARTITION BY customer) AS mean"
            + " FROM orders) t WHERE total > 2 * mean - 10",
        "SELECT key, ntile(4) OVER (PARTITION BY customer ORDER BY total, key) AS quarter,"
            + " last_value(key) OVER (PARTITION BY customer ORDER BY total, key ROWS BETWEEN"
            + " UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS most FROM orders",
      })
  void windows_comeInInTheirOrder(String query) throws InterruptedException {
    requireOpenedInSteps(query);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT customer, array_agg(total ORDER BY key) AS all_of_them, count(DISTINCT total) AS n"
            + " FROM orders WHERE total > 100 GROUP BY customer",
        "SELECT c.city, string_agg(c.name, ',' ORDER BY c.name) AS names FROM customers c JOIN"
            + " orders o ON o.customer = c.key WHERE o.total > 997 GROUP BY c.city",
        "SELECT o.key, o.total - s.least AS more FROM orders o JOIN (SELECT customer, min(total) AS"
            + " least FROM orders GROUP BY customer) s ON s.customer = o.customer",
      })
  void groups_areThereBeforeTheyAreTakenFurther(String query) throws InterruptedException {
    requireOpenedInSteps(query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNION", "UNION ALL"})
  void recursions_goOnInSteps(String union) throws InterruptedException {
    requireOpenedInSteps(
        "WITH RECURSIVE below(key, depth) AS (SELECT key, 0 FROM orders WHERE key % 1000 = 6 "
            + union
            + " SELECT o.key, b.depth + 1 FROM orders o JOIN below b ON o.parent = b.key) SELECT"
            + " depth, count(*) AS n FROM below GROUP BY depth");
  }

  @Test
  void whatDependsOnAll_isComputedOnce() {
    String query = "SELECT key FROM orders WHERE total > (SELECT avg(total) * 1.9 FROM orders)";
    totalRuns.set(0);
    long stepsBefore = steps.get();
    service.instantiateResource(query, LiveQuery.RESOURCE, query(query));
    assertThat(steps.get() - stepsBefore).isGreaterThan(2 * ORDERS / 2_048);
    assertThat(totalRuns.get()).isLessThan(12L * ORDERS);
    requireEqual(LiveQuery.RESOURCE, query(query), query);
    close(query);
  }

  @Test
  void instances_shareWhatIsLargeOfThem() throws InterruptedException {
    openedDuringWrites("first", "atLeast", new AtLeast(3, 900));
    long entries = service.footprint().entries();
    long stepsBefore = steps.get();
    service.instantiateResource("second", "atLeast", new AtLeast(4, 900));
    assertThat(steps.get() - stepsBefore).isLessThanOrEqualTo(2);
    assertThat(service.footprint().entries() - entries).isLessThan(ORDERS / 10);
    for (long customer = 3; customer <= 4; customer++) {
      requireEqual(
          "atLeast",
          new AtLeast(customer, 900),
          "SELECT key, total FROM orders WHERE total >= 900 AND customer = " + customer);
    }
    service.closeResourceInstance("first");
    close("second");
  }

  @Test
  void aQueryThatFails_leavesNothing() {
    long nodes = service.footprint().nodes();
    service.update("orders", List.of(Entry.of(400_001L, new Order(1, -7, Optional.empty()))));
    String failing = "SELECT key, 1 / (total + 7) AS q FROM orders";
    assertThatThrownBy(
            () -> service.instantiateResource("failing", LiveQuery.RESOURCE, query(failing)))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("division by zero");
    assertThat(service.footprint().nodes()).isEqualTo(nodes);
    service.update("orders", List.of(new Entry<>(400_001L, List.of())));
  }
}
