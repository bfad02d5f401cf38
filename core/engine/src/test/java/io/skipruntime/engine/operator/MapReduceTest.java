package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Reducers;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code mapReduce}: what {@code map} and then {@code reduce} give. The mapper runs as
 * {@code map}'s does; the aggregator adds and removes as many values as a change of a source entry
 * adds and removes, whatever the number of values of the key.
 */
class MapReduceTest extends OperatorContract {

  /** Emits what its values refer to, to one key. */
  record LookUp(EagerCollection<Long, Long> second) implements Mapper<Long, Long, String, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<String, Long> out) {
      for (Long value : values) {
        second.get(Sound.sound(value)).forEach(found -> out.emit("all", found));
      }
    }
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "mapReduce to sums",
                (first, second, context) -> first.mapReduce(new Sound.Spread(), Reducers.sum()),
                ReduceTest.folded(Sound.Spread::evaluate, ReduceTest::sum))
            .running(TestedOperator::onePerChangedKey)
            .failing()
            .changing(5),
        TestedOperator.of(
                "mapReduce to the greatest",
                (first, second, context) -> first.mapReduce(new Sound.Spread(), Reducers.max()),
                ReduceTest.folded(Sound.Spread::evaluate, ReduceTest::greatest))
            .running(TestedOperator::onePerChangedKey)
            .failing()
            .changing(5),
        TestedOperator.of(
                "mapReduce whose aggregator may fail",
                (first, second, context) ->
                    first.mapReduce(new ReduceTest.ByRemainder(3), new ReduceTest.Total()),
                ReduceTest.folded(MapReduceTest::byRemainder, ReduceTest::sum))
            .running(TestedOperator::onePerChangedKey)
            .failing(),
        TestedOperator.of(
                "mapReduce whose aggregator cannot remove",
                (first, second, context) ->
                    first.mapReduce(new ReduceTest.ByRemainder(3), new ReduceTest.Product()),
                ReduceTest.folded(MapReduceTest::byRemainder, ReduceTest::product))
            .running(TestedOperator::onePerChangedKey)
            .failing(),
        TestedOperator.of(
                "mapReduce that looks up",
                (first, second, context) -> first.mapReduce(new LookUp(second), Reducers.count()),
                MapReduceTest::counted)
            .running(MapReduceTest::changedOrReferring)
            .failing());
  }

  private static void byRemainder(Rows rows, TestedOperator.Contents result) {
    rows.first().forEach((key, values) -> result.addAll(key % 3, values));
  }

  private static void counted(Rows rows, TestedOperator.Contents result) {
    long count =
        rows.first().values().stream()
            .flatMap(List::stream)
            .mapToLong(value -> rows.second().getOrDefault(value, List.of()).size())
            .sum();
    if (count > 0) {
      result.add("all", count);
    }
  }

  private static long changedOrReferring(Rows before, Rows after) {
    Set<Long> changed = Rows.changed(before.first(), after.first());
    Set<Long> referred = Rows.changed(before.second(), after.second());
    return after.first().entrySet().stream()
        .filter(row ->
            changed.contains(row.getKey()) || row.getValue().stream().anyMatch(referred::contains))
        .count();
  }

  @Test
  void aggregator_takesTheStepsOfTheChange_whateverTheSizeOfTheGroup() {
    TestedOperator counting =
        TestedOperator.of(
            "mapReduce that counts its steps",
            (first, second, context) ->
                first.mapReduce(new ReduceTest.ByRemainder(1), new ReduceTest.CountedSteps()),
            (rows, result) -> {});
    try (OperatorTrial trial = new OperatorTrial(counting, true, EngineOptions.defaults())) {
      trial.write(new RandomBatches(3, 1000, 5).load());
      trial.write(Batch.of(2000, 1L, 2L));
      ReduceTest.CountedSteps.forget();
      trial.write(Batch.of(2000, 7L, 8L, 9L));
      assertThat(ReduceTest.CountedSteps.adds()).isEqualTo(3);
      assertThat(ReduceTest.CountedSteps.removes()).isEqualTo(2);
      long sum =
          trial.rows().first().values().stream().flatMap(List::stream).mapToLong(v -> v).sum();
      assertThat(trial.result()).containsExactly(Entry.of(0L, sum));
    }
  }

  @Test
  void key_goes_withItsLastContribution_andComesBack() {
    TestedOperator sums = operators().getFirst();
    try (OperatorTrial trial = new OperatorTrial(sums, true, EngineOptions.defaults())) {
      trial.write(Batch.of(1, 4L, 4L));
      trial.write(Batch.of(2, 4L));
      assertThat(trial.result()).containsExactly(Entry.of(4L, 4L));
      trial.write(Batch.of(1));
      assertThat(trial.result()).containsExactly(Entry.of(4L, 2L));
      trial.write(Batch.of(2));
      assertThat(trial.result()).isEmpty();
      trial.write(Batch.of(3, 4L));
      assertThat(trial.result()).containsExactly(Entry.of(4L, 3L));
    }
  }
}
