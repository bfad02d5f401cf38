package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code map} with a {@link ContextMapper}: that of {@code map}, and what the mapper
 * creates for a source entry lives until the entry is mapped again or gone. A created collection is
 * up to date when its function reads it. How often functions run depends on whether equal
 * collections are one.
 */
class ContextMapTest extends OperatorContract {

  record Times(long factor) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(key, value * factor));
    }
  }

  /** Emits, of the other collection times the entry's first value, what is at that value. */
  record AtFactor(EagerCollection<Long, Long> second)
      implements ContextMapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out, Context context) {
      long factor = Sound.sound(values.toList().getFirst());
      EagerCollection<Long, Long> scaled = second.map(new Times(factor));
      scaled.get(factor).forEach(value -> out.emit(key, value));
      values.forEach(value -> out.emit(key, Sound.sound(value)));
    }
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "map with a context",
                (first, second, context) -> first.map(new AtFactor(second)),
                ContextMapTest::atFactor)
            .runningFreely()
            .failing());
  }

  private static void atFactor(Rows rows, TestedOperator.Contents result) {
    rows.first()
        .forEach((key, values) -> {
          long factor = values.getFirst();
          rows.second()
              .getOrDefault(factor, List.of())
              .forEach(value -> result.add(key, value * factor));
          result.addAll(key, values);
        });
  }

  record Square() implements LazyCompute<Long, Long> {
    @Override
    public Iterable<Long> compute(LazyCollection<Long, Long> self, Long key) {
      return List.of(key * key);
    }
  }

  /** For each factor, the sum of the data times the factor, and the factor's square. */
  record Scaled(EagerCollection<Long, Long> data) implements ContextMapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> factors, Emitter<Long, Long> out, Context context) {
      long factor = factors.getUnique();
      EagerCollection<Long, Long> scaled = data.map(new Times(factor)).map(new Times(1));
      long sum = 0;
      for (long k = 0; k < 3; k++) {
        sum += scaled.getUnique(k, 0L);
      }
      out.emit(key, sum);
      out.emit(key, context.createLazyCollection(new Square()).getUnique(factor));
      out.emit(key, (long) scaled.size());
    }
  }

  record Inputs(
      EagerCollection<Long, Long> others,
      EagerCollection<Long, Long> data,
      EagerCollection<Long, Long> factors) {}

  record Shared(EagerCollection<Long, Long> copy, EagerCollection<Long, Long> totals) {}

  static final class Scaling implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("scaled", (shared, context) -> shared.copy())
          .and("totals", (shared, context) -> shared.totals());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      EagerCollection<Long, Long> scaled = in.factors().map(new Scaled(in.data()));
      EagerCollection<Long, Long> others = in.others().map(new Scaled(in.data()));
      return new Shared(scaled.map(new Times(1)), others.reduce(Reducers.sum()));
    }
  }

  private final ServiceInstance service = ServiceInstance.start(new Scaling());

  @AfterEach
  void close() {
    service.close();
  }

  private List<Entry<Long, Long>> scaled() {
    return service.getAll("scaled", new Resources.NoParameters());
  }

  @Test
  void collectionThatOthersCreated_isUpToDate_whenAFunctionAsksForItInTheSameCommit() {
    service.update("data", List.of(Entry.of(0L, 9L), Entry.of(1L, 10L)));
    service.update("factors", List.of(Entry.of(7L, 2L)));
    for (long round = 1; round <= 3; round++) {
      long factor = round;
      service.transaction(writes -> {
        writes.update("others", List.of(Entry.of(1L, 2L), Entry.of(2L, factor)));
        writes.update("data", List.of(Entry.of(0L, factor), Entry.of(1L, 10L)));
        writes.update("factors", List.of(Entry.of(7L, 2L), Entry.of(8L, 5 + factor)));
      });
      long sum = 10 + factor;
      assertThat(service.<Long, Long>getAll("totals", new Resources.NoParameters()))
          .containsExactly(
              Entry.of(1L, 2 * sum + 4 + 2), Entry.of(2L, factor * sum + factor * factor + 2));
    }
  }

  @Test
  void createdCollections_areKeptUpToDate_andGoWithTheirEntry() {
    int baseline = service.nodeCount();
    service.update("data", List.of(Entry.of(0L, 1L), Entry.of(1L, 10L)));
    service.update("factors", List.of(Entry.of(7L, 2L), Entry.of(8L, 3L)));
    assertThat(scaled()).containsExactly(Entry.of(7L, 22L, 4L, 2L), Entry.of(8L, 33L, 9L, 2L));
    assertThat(service.nodeCount()).isEqualTo(baseline + 5);

    service.update("data", List.of(Entry.of(2L, 100L)));
    assertThat(scaled()).containsExactly(Entry.of(7L, 222L, 4L, 3L), Entry.of(8L, 333L, 9L, 3L));

    service.update("factors", List.of(Entry.of(8L, 2L)));
    assertThat(scaled()).containsExactly(Entry.of(7L, 222L, 4L, 3L), Entry.of(8L, 222L, 4L, 3L));
    assertThat(service.nodeCount()).isEqualTo(baseline + 3);

    service.update("factors", List.of(Entry.deleted(7L), Entry.deleted(8L)));
    assertThat(scaled()).isEmpty();
    assertThat(service.nodeCount()).isEqualTo(baseline);
  }
}
