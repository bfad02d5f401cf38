package io.skipruntime.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Values;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Functions that depend on more than what they are given are found while a test runs. */
class ImpureFunctionTest {

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<Long, Long> mapped) {}

  record Numbers(Mapper<Long, Long, Long, Long> mapper) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("mapped", (in, context) -> in.mapped());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.numbers().map(mapper));
    }
  }

  record Counting() implements Mapper<Long, Long, Long, Long> {
    private static final AtomicLong RUNS = new AtomicLong();

    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, RUNS.incrementAndGet());
    }
  }

  record Greatest() implements Mapper<Long, Long, Long, Long> {
    private static final AtomicLong SEEN = new AtomicLong();

    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, SEEN.accumulateAndGet(values.getUnique(), Math::max));
    }
  }

  @Test
  void functionThatCounts_failsTheWrite() {
    try (TestedService service = TestedService.start(new Numbers(new Counting()))) {
      assertThatThrownBy(() -> service.write("numbers", Entry.of(1L, 1L)))
          .isInstanceOf(ComputationException.class)
          .hasMessageStartingWith(
              "numbers.map(Counting) failed for key 1: it is not deterministic");
    }
  }

  @Test
  void functionThatRemembers_isInconsistent() {
    try (TestedService service = TestedService.start(new Numbers(new Greatest()))) {
      TestedResource<Long, Long> mapped = service.resource("mapped");
      service.write("numbers", Entry.of(1L, 1L));
      mapped.assertContents(Entry.of(1L, 1L));
      service.assertConsistent();
      service.write("numbers", Entry.of(2L, 5L));
      assertThatThrownBy(service::assertConsistent)
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              """
              mapped() is not what it is from scratch
                1: expected [5], found [1]
              expected [[1,[5]],[2,[5]]]
              found    [[1,[1]],[2,[5]]]\
              """);
    }
  }
}
