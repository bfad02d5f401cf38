package io.skipruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.AsyncCallException;
import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncOptions.Retry;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Loadable;
import io.skipruntime.Reducers;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.engine.spi.AsyncAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random runs of a service with async functions, in which calls end in any order, fail and come too
 * late, compared with evaluation from scratch after each step. The property {@code skip.async.runs}
 * says how many.
 */
class AsyncRunsTest {

  private static final int RUNS = Integer.getInteger("skip.async.runs", 3);
  private static final int STEPS = 60;

  private static final AsyncOptions<Long> OPTIONS =
      AsyncOptions.of("square", Long.class)
          .withConcurrency(3)
          .withTimeout(Duration.ofDays(100_000))
          .withRetry(
              new Retry(
                  2,
                  Duration.ofSeconds(1),
                  Duration.ofSeconds(1),
                  Optional.of(Duration.ofSeconds(20))));

  private record Square(long plus) implements AsyncFunction<Long, Long, Long> {
    @Override
    public Long call(Long key, Long value) {
      return value * value + plus;
    }
  }

  private record NumbersService(int version, boolean keepsPrevious)
      implements SkipService<NumbersService.Inputs, NumbersService.Shared> {

    record Inputs(EagerCollection<Long, Long> numbers) {}

    record Shared(
        EagerCollection<Long, Long> numbers,
        EagerCollection<Long, Loadable<Long>> squares,
        EagerCollection<Long, Long> sums) {}

    record Squares() implements Resource<Shared> {
      @Override
      public EagerCollection<Long, Loadable<Long>> instantiate(Shared in, Context context) {
        return in.squares();
      }
    }

    record Sums() implements Resource<Shared> {
      @Override
      public EagerCollection<Long, Long> instantiate(Shared in, Context context) {
        return in.sums();
      }
    }

    /** Squares of the first numbers, with something added: calls of an instance alone. */
    record Own(long plus) implements Resource<Shared> {
      @Override
      public EagerCollection<Long, Loadable<Long>> instantiate(Shared in, Context context) {
        return in.numbers().slice(0L, 3L).mapAsync(new Square(plus % 2), OPTIONS);
      }
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.of("squares", Squares.class)
          .and("sums", Sums.class)
          .and("own", Long.class, Own::new);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      AsyncOptions<Long> options = keepsPrevious ? OPTIONS.keepingPrevious() : OPTIONS;
      EagerCollection<Long, Loadable<Long>> squares =
          in.numbers().mapAsync(new Square(0), options.withVersion(version));
      return new Shared(
          in.numbers(),
          squares,
          squares.mapReduce(
              (key, states, out) ->
                  states.forEach(
                      each -> each.latest().ifPresent(found -> out.emit(key % 2, found))),
              Reducers.max()));
    }
  }

  @Test
  void randomRun_isWhatItIsFromScratch_afterEachStep() {
    for (long seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      boolean keepsPrevious = random.nextBoolean();
      try (TestedService service = TestedService.start(new NumbersService(1, keepsPrevious))) {
        service.resource("squares").contents();
        service.resource("sums").contents();
        List<TestedStream<?, ?>> streams = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
          try {
            take(random, service, keepsPrevious, streams);
            service.assertConsistent();
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", step " + step, e);
          }
        }
        service.calls().runAll();
        service.assertConsistent();
        assertThat(service.calls().running()).isEmpty();
      }
    }
  }

  private static void take(
      Random random,
      TestedService service,
      boolean keepsPrevious,
      List<TestedStream<?, ?>> streams) {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> write(random, service);
      case 3, 4, 5 -> end(random, service);
      case 6 -> service.advance(Duration.ofSeconds(random.nextInt(30)));
      case 7 -> streams.add(service.resource("own", (long) random.nextInt(3)).subscribe());
      case 8 -> {
        if (!streams.isEmpty()) {
          streams.remove(random.nextInt(streams.size())).close();
        }
      }
      default -> service.reload(new NumbersService(1 + random.nextInt(2), keepsPrevious));
    }
  }

  private static void write(Random random, TestedService service) {
    Long[] values = new Long[random.nextInt(3)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) random.nextInt(4);
    }
    service.write("numbers", new Entry<>((long) random.nextInt(6), List.of(values)));
  }

  private static void end(Random random, TestedService service) {
    List<AsyncAttempt> running = service.calls().running();
    assertThat(running.size()).isLessThanOrEqualTo(3);
    if (running.isEmpty()) {
      return;
    }
    Object key = running.get(random.nextInt(running.size())).call().key();
    switch (random.nextInt(4)) {
      case 0 -> service.calls().fail("square", key, AsyncCallException.passing("no"));
      case 1 -> service.calls().fail("square", key, AsyncCallException.lasting("never"));
      default -> service.calls().run("square", key);
    }
  }
}
