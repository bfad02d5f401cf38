package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Very many instances, each with parameters of its own, cost as much at the end as at the beginning
 * and leave nothing behind. System property {@code skip.instances} says how many.
 */
class ManyInstancesTest {

  private static final int INSTANCES = Integer.getInteger("skip.instances", 100_000);
  private static final int BATCHES = 100;
  private static final int MORE_BATCHES = 50;
  private static final long KEYS = 4;
  private static final long TOLERATED_BYTES = 2 << 20;

  record Inputs(EagerCollection<Long, Long> numbers, EagerCollection<Long, Long> factors) {}

  record Shared(
      EagerCollection<Long, Long> numbers,
      EagerCollection<Long, Long> factors,
      LazyCollection<Long, Long> sums) {}

  /** The sum of a number and all before it. */
  record SumUpTo(EagerCollection<Long, Long> numbers) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return List.of(numbers.getUnique(key, 0L) + (key == 0 ? 0 : self.getUnique(key - 1)));
    }
  }

  record Times(long factor) implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return List.of(key * factor);
    }
  }

  record Scale(LazyCollection<Long, Long> times, LazyCollection<Long, Long> sums)
      implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key / 2, times.getUnique(values.getUnique()) + sums.getUnique(key));
    }
  }

  /** Reads entries, a size and a lazy entry, and makes a lazy collection and two nodes. */
  record Scaled(long number) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      long factor = number + in.factors().getUnique(number % KEYS) + in.numbers().size();
      long offset = in.sums().getUnique(number % KEYS);
      LazyCollection<Long, Long> times = context.createLazyCollection(new Times(factor + offset));
      return in.numbers().map(new Scale(times, in.sums())).take(3);
    }
  }

  record AtMost(long limit, long number) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (values.getUnique() > limit) {
        throw new IllegalStateException("too large for " + number);
      }
      out.emit(key, values.getUnique());
    }
  }

  /** Fails while a number is above 1000. */
  record Fragile(long number) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
      return in.numbers().map(new AtMost(1000, number));
    }
  }

  static final class Scaling implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("scaled", Long.class, Scaled::new)
          .and("fragile", Long.class, Fragile::new);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(
          in.numbers(), in.factors(), context.createLazyCollection(new SumUpTo(in.numbers())));
    }
  }

  private final TestClock clock = new TestClock();
  private final ServiceInstance service =
      ServiceInstance.start(
          new Scaling(), EngineOptions.defaults().withClock(clock).withIdleMillis(1000));

  @BeforeEach
  void load() {
    for (String input : List.of("numbers", "factors")) {
      service.update(input, LongStream.range(0, KEYS).mapToObj(key -> Entry.of(key, key)).toList());
    }
  }

  @AfterEach
  void close() {
    service.close();
  }

  private void write(String input, long key, long value) {
    service.update(input, List.of(Entry.of(key, value)));
  }

  private void collect() {
    clock.advanceMillis(1001);
    service.collectIdle();
  }

  @Test
  void instancesThatAreClosed_leaveNothingBehind() {
    requireFlat(
        INSTANCES,
        number -> {
          String identifier = "stream " + number;
          service.instantiateResource(identifier, "scaled", number);
          try (Subscription subscription =
              service.subscribe(identifier, Optional.empty(), () -> {})) {
            assertThat(subscription.poll()).isPresent();
            if (number % 10 == 0) {
              write("numbers", number % KEYS, 100 + number % 800);
              write("factors", number % KEYS, 100 + number % 801);
              assertThat(subscription.poll()).isPresent();
            }
          }
          service.closeResourceInstance(identifier);
          if (number % 20 == 0) {
            collect();
          }
        });
  }

  @Test
  void instancesThatExpire_leaveNothingBehind() {
    requireFlat(
        INSTANCES / 10,
        number -> {
          if (number % 2 == 0) {
            service.instantiateResource("stream " + number, "scaled", number);
          } else {
            service.getAll("scaled", number);
          }
          if (number % 20 == 0) {
            write("numbers", number % KEYS, 100 + number % 800);
            collect();
          }
        });
  }

  @Test
  void instancesThatFail_leaveNothingBehind() {
    requireFlat(
        INSTANCES / 10,
        number -> {
          String identifier = "stream " + number;
          service.instantiateResource(identifier, "fragile", number);
          if (number % 4 == 0) {
            write("numbers", 0, 2000 + number);
            assertThat(service.failedInstanceCount()).isPositive();
            assertThatThrownBy(() -> service.getAll("fragile", -1L))
                .isInstanceOf(ComputationException.class);
            if (number % 8 == 0) {
              service.closeResourceInstance(identifier);
              collect();
            }
            write("numbers", 0, number % 800);
            assertThat(service.failedInstanceCount()).isZero();
          }
          if (number % 8 != 0) {
            service.closeResourceInstance(identifier);
          }
        });
  }

  /**
   * Repeats a step, and requires that neither its cost nor what is left grows. What else runs on
   * the machine makes steps slower for a while, what is left behind makes them slower for good: so
   * the last steps may be repeated.
   */
  private void requireFlat(int times, LongConsumer step) {
    Footprint before = service.footprint().withoutHistory();
    long[] costs = new long[BATCHES];
    long usedEarly = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      costs[batch] = batch(times, batch, step);
      if (batch == BATCHES / 5 - 1) {
        collect();
        usedEarly = usedBytes();
      }
    }
    collect();
    collect();
    assertThat(service.footprint().withoutHistory()).isEqualTo(before);
    assertThat(usedBytes() - usedEarly).as("bytes more used").isLessThan(TOLERATED_BYTES);
    long early = median(costs, BATCHES / 10, BATCHES / 5);
    long late = median(costs, BATCHES - BATCHES / 10, BATCHES);
    for (int batch = BATCHES; late >= 2 * early && batch < BATCHES + MORE_BATCHES; batch++) {
      late = Math.min(late, batch(times, batch, step));
    }
    assertThat(late).as("nanoseconds a step at the end").isLessThan(2 * early);
  }

  /** How many nanoseconds of this thread's time each step of a batch takes. */
  private static long batch(int times, int batch, LongConsumer step) {
    long size = times / BATCHES;
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    LongStream.range(batch * size, (batch + 1) * size).forEach(step);
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / size;
  }

  private static long median(long[] costs, int from, int to) {
    return Arrays.stream(costs, from, to).sorted().skip((to - from) / 2).findFirst().orElseThrow();
  }

  private static long usedBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
