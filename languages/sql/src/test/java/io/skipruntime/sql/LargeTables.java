package io.skipruntime.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.json.Json;
import java.time.Duration;
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
import org.junit.jupiter.api.TestInstance;

/** A shop with more orders than are opened at once, and what it costs to open queries over them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LargeTables {

  static final int ORDERS = 105_000;
  private static final int CUSTOMERS = 8_000;
  private static final long HOUR = 3_600_000;

  /** A step takes some milliseconds, so that there is a write or two between most of them. */
  private static final Duration PAUSE = Duration.ofMillis(2);

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
  final AtomicLong totalRuns = new AtomicLong();
  final AtomicLong steps = new AtomicLong();
  private volatile CountDownLatch someSteps = new CountDownLatch(0);
  final ServiceInstance service = started();
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
  void close(String identifier) {
    service.closeResourceInstance(identifier);
    now.addAndGet(HOUR);
    service.collectIdle();
  }

  static LiveQuery.Text query(String text) {
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
  long openedDuringWrites(String identifier, String resource, Object params)
      throws InterruptedException {
    someSteps = new CountDownLatch(5);
    Thread opening = new Thread(() -> service.instantiateResource(identifier, resource, params));
    opening.start();
    someSteps.await();
    long written = 0;
    while (!opening.join(PAUSE)) {
      write(1);
      written++;
    }
    return written;
  }

  void requireEqual(String resource, Object params, String query) {
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

  void requireOpenedInSteps(String query) throws InterruptedException {
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
}
