package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ParallelTest {

  private static final int THREADS = 3;
  private static final EngineOptions PARALLEL =
      EngineOptions.defaults().withParallelism(THREADS).withParallelAfterMicros(0);
  private static final EngineOptions ALONE = EngineOptions.defaults().withParallelism(1);

  record Inputs(EagerCollection<Long, Long> numbers, EagerCollection<Long, Long> factors) {}

  record Shared(
      EagerCollection<Long, Long> products,
      EagerCollection<Long, Long> sums,
      EagerCollection<Long, Long> nested,
      EagerCollection<Long, Long> lazily) {}

  /** Fails for the key 666 and each key that has no factor. */
  record Times(EagerCollection<Long, Long> factors) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (key % 1000 == 666) {
        throw new IllegalStateException("no luck");
      }
      for (Long value : values) {
        out.emit(key, value * factors.getUnique(key % 10));
      }
    }
  }

  record ByRemainder() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      for (Long value : values) {
        out.emit(key % 7, value);
      }
    }
  }

  /** Swallows every exception, also one that is not its own. */
  record MakesCollections(EagerCollection<Long, Long> factors)
      implements ContextMapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out, Context context) {
      try {
        out.emit(key, factors.slice(0L, key % 3).reduce(Reducers.count()).getUnique(0L, -1L));
      } catch (RuntimeException e) {
        out.emit(key, -2L);
      }
    }
  }

  record Doubled(EagerCollection<Long, Long> numbers) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return List.of(2 * numbers.getUnique(key));
    }
  }

  record AsksLazily(LazyCollection<Long, Long> doubled) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, doubled.getUnique(key));
    }
  }

  /** One resource for each way in which a mapper may run. */
  static final class Service implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared, Resources.NoParameters>of(
              "products", Resources.NoParameters.class, none -> (in, context) -> in.products())
          .and("sums", Resources.NoParameters.class, none -> (in, context) -> in.sums())
          .and("nested", Resources.NoParameters.class, none -> (in, context) -> in.nested())
          .and("lazily", Resources.NoParameters.class, none -> (in, context) -> in.lazily());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      LazyCollection<Long, Long> doubled = context.createLazyCollection(new Doubled(in.numbers()));
      return new Shared(
          in.numbers().map(new Times(in.factors())),
          in.numbers().mapReduce(new ByRemainder(), Reducers.sum()),
          in.numbers().map(new MakesCollections(in.factors())),
          in.numbers().map(new AsksLazily(doubled)));
    }
  }

  private static ServiceInstance started(EngineOptions options) {
    ServiceInstance service = ServiceInstance.start(new Service(), options);
    service.update("factors", entries(0, 10, 1));
    return service;
  }

  private static List<Entry<Long, Long>> entries(long from, long to, long step) {
    return LongStream.iterate(from, key -> key < to, key -> key + step)
        .mapToObj(key -> Entry.of(key, 3 * key + 1))
        .toList();
  }

  private static void assertSameContents(ServiceInstance one, ServiceInstance other) {
    for (String resource : one.resourceNames()) {
      assertThat(one.getAll(resource)).isEqualTo(other.getAll(resource));
    }
  }

  @Test
  void contents_areThoseOfOneThread() {
    try (ServiceInstance parallel = started(PARALLEL);
        ServiceInstance alone = started(ALONE)) {
      for (ServiceInstance each : List.of(parallel, alone)) {
        each.update("numbers", entries(1000, 1600, 1));
        each.update("factors", List.of(Entry.of(3L, 100L), Entry.of(4L, 200L)));
        each.update("numbers", List.of(Entry.<Long, Long>deleted(1001L), Entry.of(1002L, 9L)));
        each.update("factors", List.of(Entry.<Long, Long>deleted(3L), Entry.of(3L, 5L)));
      }
      assertSameContents(parallel, alone);
      assertThat(parallel.getAll("nested")).hasSize(599);
    }
  }

  @Test
  void failure_isThatOfTheFirstKey() {
    try (ServiceInstance service = started(PARALLEL)) {
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> service.update("numbers", entries(0, 5000, 1)))
            .isInstanceOf(ComputationException.class)
            .hasMessage("numbers.map(Times) failed for key 666: no luck");
      }
      assertThat(service.getAll("products")).isEmpty();
      service.update("numbers", entries(0, 600, 1));
      assertThat(service.getAll("products")).hasSize(600);
    }
  }

  /** On each thread but that of the first entry, which runs alone, waits for the others. */
  record Meets() implements Mapper<Long, Long, String, Long> {
    static final CountDownLatch MEETING = new CountDownLatch(THREADS);
    static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<String, Long> out) {
      if (key != 0 && NAMES.add(Thread.currentThread().getName())) {
        MEETING.countDown();
        try {
          assertThat(MEETING.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      out.emit("all", key);
    }
  }

  record Meeting(EagerCollection<String, Long> all) {}

  record Numbers(EagerCollection<Long, Long> numbers) {}

  /** Maps what it is given with {@link Meets}. */
  static final class MeetingService implements SkipService<Numbers, Meeting> {
    @Override
    public Resources<Meeting> resources() {
      return Resources.of("all", Resources.NoParameters.class, none -> (in, context) -> in.all());
    }

    @Override
    public Meeting createGraph(Numbers in, Context context) {
      return new Meeting(in.numbers().map(new Meets()));
    }
  }

  @Test
  void functions_runOnSeveralThreadsAtTheSameTime() {
    try (ServiceInstance service = ServiceInstance.start(new MeetingService(), PARALLEL)) {
      service.update("numbers", entries(0, 1000, 1));
      assertThat(Meets.NAMES).hasSize(THREADS);
      assertThat(service.getArray("all", new Resources.NoParameters(), "all")).hasSize(1000);
    }
  }

  @Test
  void threads_endWithTheService() {
    ServiceInstance service = started(PARALLEL);
    service.update("numbers", entries(0, 600, 1));
    service.close();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("skip-worker"))) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void contents_areTheSame_withoutAnyOptimisation() {
    EngineOptions plain = ALONE.withoutInterning().withoutCompaction().withoutGroupCommit();
    try (ServiceInstance without = started(plain.withVerifyDeterminism());
        ServiceInstance with = started(PARALLEL)) {
      for (ServiceInstance each : List.of(without, with)) {
        each.update("numbers", entries(0, 600, 1));
        each.update(
            "numbers",
            List.of(Entry.<Long, Long>deleted(1L), Entry.of(2L, 9L), Entry.of(2000L, 1L)));
      }
      assertSameContents(without, with);
      assertThat(without.nodeCount()).isGreaterThan(with.nodeCount() + 500);
    }
  }
}
