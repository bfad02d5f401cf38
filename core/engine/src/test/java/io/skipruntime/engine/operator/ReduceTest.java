package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Reducer;
import io.skipruntime.Reducers;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.spi.BatchAggregator;
import io.skipruntime.engine.spi.UserFunction;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code reduce}: each key has one value, the aggregator's result over its values in the
 * input. The node runs once for each key that has changed and is there; the aggregator adds and
 * removes the values that differ, unless it cannot remove: then it folds all values of the key.
 */
class ReduceTest extends OperatorContract {

  /** Emits values to a group of keys, and does not look at them. */
  record ByRemainder(long divisor) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      values.forEach(value -> out.emit(key % divisor, value));
    }
  }

  /** A sum that fails for an unsound value. */
  record Total() implements Reducer<Long, Long> {
    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public Long add(@Nullable Long accumulated, Long value) {
      return (accumulated == null ? 0 : accumulated) + Sound.sound(value);
    }

    @Override
    public Long remove(Long accumulated, Long value) {
      return accumulated - value;
    }
  }

  /** A product, of which no factor can be removed. */
  record Product() implements Reducer<Long, Long> {
    @Override
    public Long initial() {
      return 1L;
    }

    @Override
    public Long add(@Nullable Long accumulated, Long value) {
      return (accumulated == null ? 1 : accumulated) * (Sound.sound(value) + 1) % 1_000_003;
    }

    @Override
    public @Nullable Long remove(Long accumulated, Long value) {
      return null;
    }
  }

  /**
   * An aggregator that is asked for all keys together.
   *
   * @param each what it computes
   */
  record Together(Reducer<Long, Long> each) implements Reducer<Long, Long>, BatchAggregator {

    @Override
    public @Nullable Long initial() {
      return each.initial();
    }

    @Override
    public Long add(@Nullable Long accumulated, Long value) {
      throw new IllegalStateException("it is asked for all keys together");
    }

    @Override
    public @Nullable Long remove(Long accumulated, Long value) {
      throw new IllegalStateException("it is asked for all keys together");
    }

    @Override
    public void accumulate(List<? extends Step> steps) {
      for (Step step : steps) {
        try {
          step.accumulated(after(step));
        } catch (RuntimeException e) {
          step.failed(e);
          return;
        }
      }
    }

    private Object after(Step step) {
      Object left = step.accumulated();
      if (left != null) {
        for (Object value : step.removed()) {
          left = left == null ? null : each.remove((Long) left, (Long) value);
        }
      }
      Object sum = left == null ? each.initial() : left;
      for (Object value : left == null ? step.all() : step.added()) {
        sum = each.add((Long) sum, (Long) value);
      }
      return Objects.requireNonNull(sum);
    }

    @Override
    public String name() {
      return each.getClass().getSimpleName();
    }

    @Override
    public Object identity() {
      return each;
    }

    @Override
    public String fingerprint() {
      return each.toString();
    }

    @Override
    public List<Object> collections() {
      return List.of();
    }

    @Override
    public UserFunction bind(UnaryOperator<Object> collections) {
      return this;
    }
  }

  /** A sum that counts its steps, for one test at a time. */
  record CountedSteps() implements Reducer<Long, Long> {

    private static final AtomicLong ADDS = new AtomicLong();
    private static final AtomicLong REMOVES = new AtomicLong();

    static void forget() {
      ADDS.set(0);
      REMOVES.set(0);
    }

    static long adds() {
      return ADDS.get();
    }

    static long removes() {
      return REMOVES.get();
    }

    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public Long add(@Nullable Long accumulated, Long value) {
      ADDS.incrementAndGet();
      return (accumulated == null ? 0 : accumulated) + value;
    }

    @Override
    public Long remove(Long accumulated, Long value) {
      REMOVES.incrementAndGet();
      return accumulated - value;
    }
  }

  static long sum(List<Long> values) {
    return values.stream().mapToLong(value -> value).sum();
  }

  static long greatest(List<Long> values) {
    return Collections.max(values);
  }

  static long product(List<Long> values) {
    return values.stream().reduce(1L, (product, value) -> product * (value + 1) % 1_000_003);
  }

  /** What a fold makes of the contents that another function gives. */
  static TestedOperator.Scratch folded(
      TestedOperator.Scratch values, Function<List<Long>, Object> fold) {
    return (rows, result) -> {
      TestedOperator.Contents unfolded = new TestedOperator.Contents();
      values.evaluate(rows, unfolded);
      unfolded.all().forEach((key, all) -> result.add(key, fold.apply(longs(all))));
    };
  }

  private static List<Long> longs(List<Object> values) {
    return values.stream().map(Long.class::cast).toList();
  }

  private static void first(Rows rows, TestedOperator.Contents result) {
    rows.first().forEach(result::addAll);
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        reduced("reduce to a sum", new Total(), ReduceTest::sum).failing(),
        reduced("reduce that cannot remove", new Product(), ReduceTest::product).failing(),
        reduced("reduce to a sum, together", new Together(new Total()), ReduceTest::sum).failing(),
        reduced(
                "reduce that cannot remove, together",
                new Together(new Product()),
                ReduceTest::product)
            .failing(),
        TestedOperator.of(
                "reduce to the greatest",
                (first, second, context) -> first.reduce(Reducers.max()),
                folded(ReduceTest::first, ReduceTest::greatest))
            .running(TestedOperator::onePerChangedKey),
        TestedOperator.of(
                "reduce of what a mapper emits",
                (first, second, context) -> first.map(new Sound.Spread()).reduce(Reducers.count()),
                folded(Sound.Spread::evaluate, values -> (long) values.size()))
            .running(ReduceTest::mapperAndGroups)
            .failing()
            .changing(5));
  }

  private static TestedOperator reduced(
      String name, Reducer<Long, Long> reducer, Function<List<Long>, Object> fold) {
    return TestedOperator.of(
            name,
            (first, second, context) -> first.reduce(reducer),
            folded(ReduceTest::first, fold))
        .running(TestedOperator::onePerChangedKey);
  }

  /** The runs of the mapper, and one for each group that has changed and is there. */
  private static long mapperAndGroups(Rows before, Rows after) {
    SortedMap<Object, List<Object>> groupsBefore = spread(before);
    return TestedOperator.onePerChangedKey(before, after)
        + Rows.changedPresent(groupsBefore, spread(after)).size();
  }

  private static SortedMap<Object, List<Object>> spread(Rows rows) {
    TestedOperator.Contents groups = new TestedOperator.Contents();
    Sound.Spread.evaluate(rows, groups);
    return groups.all();
  }

  @Test
  void aggregatorOfAllKeys_takesTheStepsOfTheChange() {
    TestedOperator counting =
        TestedOperator.of(
            "reduce together that counts its steps",
            (first, second, context) ->
                first.map(new ByRemainder(2)).reduce(new Together(new CountedSteps())),
            (rows, result) -> {});
    try (OperatorTrial trial = new OperatorTrial(counting, true, EngineOptions.defaults())) {
      trial.write(new RandomBatches(3, 1000, 5).load());
      trial.write(Batch.of(500, 1L, 2L));
      CountedSteps.forget();
      trial.write(Batch.of(500, 7L, 8L, 9L));
      assertThat(CountedSteps.adds()).isEqualTo(3);
      assertThat(CountedSteps.removes()).isEqualTo(2);
    }
  }

  @Test
  void aggregator_takesTheStepsOfTheChange_whateverTheNumberOfValues() {
    TestedOperator counting =
        TestedOperator.of(
            "reduce that counts its steps",
            (first, second, context) -> first.map(new ByRemainder(1)).reduce(new CountedSteps()),
            (rows, result) -> {});
    try (OperatorTrial trial = new OperatorTrial(counting, true, EngineOptions.defaults())) {
      trial.write(new RandomBatches(3, 1000, 5).load());
      trial.write(Batch.of(500, 1L, 2L));
      CountedSteps.forget();
      trial.write(Batch.of(500, 7L, 8L, 9L));
      assertThat(CountedSteps.adds()).isEqualTo(3);
      assertThat(CountedSteps.removes()).isEqualTo(2);
      assertThat(trial.result())
          .containsExactly(
              Entry.of(
                  0L, sum(trial.rows().first().values().stream().flatMap(List::stream).toList())));
    }
  }

  @Test
  void valuesInAnotherOrder_areCutOff_whereTheResultIsTheSame() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().getFirst(), true, EngineOptions.defaults())) {
      trial.follow();
      trial.write(Batch.of(1, 2L, 3L, 5L));
      trial.write(Batch.of(1, 5L, 3L, 2L));
      assertThat(trial.runs()).isEqualTo(1);
      assertThat(trial.updates()).isEmpty();
      assertThat(trial.probedKeys()).isEmpty();
    }
  }
}
