package io.skipruntime.engine.operator;

import static io.skipruntime.engine.operator.ReduceTest.folded;

import io.skipruntime.Aggregator;
import io.skipruntime.Reducers;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The law of {@code keyBy} and {@code groupBy}: each value is under the key that a function makes
 * of it, in the order of the keys that the values had; a group has the aggregator's result over the
 * values under its key. The function runs for each changed key that is there; what comes and what
 * goes is added to and removed from its group alone.
 */
class KeyByTest extends OperatorContract {

  private static void byRemainder(Rows rows, TestedOperator.Contents result) {
    rows.first().forEach((key, values) -> values.forEach(v -> result.add(v % 3, v)));
  }

  private static TestedOperator grouped(
      String name, Aggregator<Long, ?, ?> aggregator, Function<List<Long>, Object> fold) {
    return TestedOperator.of(
            "groupBy to " + name,
            (first, second, context) -> first.groupBy(value -> Sound.sound(value) % 3, aggregator),
            folded(KeyByTest::byRemainder, fold))
        .running(TestedOperator::onePerChangedKey)
        .failing()
        .changing(6);
  }

  private static Object atShare(List<Long> values, double share) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "keyBy value",
                (first, second, context) -> first.keyBy(value -> Sound.sound(value) % 3),
                KeyByTest::byRemainder)
            .running(TestedOperator::onePerChangedKey)
            .failing()
            .changing(6),
        TestedOperator.of(
                "keyBy key and value",
                (first, second, context) ->
                    first.keyBy((key, value) -> (key + Sound.sound(value)) % 4),
                (rows, result) ->
                    rows.first()
                        .forEach(
                            (key, values) -> values.forEach(v -> result.add((key + v) % 4, v))))
            .running(TestedOperator::onePerChangedKey)
            .failing()
            .changing(6),
        grouped("a sum", Reducers.sum(), ReduceTest::sum),
        grouped("the least", Reducers.min(), Collections::min),
        grouped("the greatest", Reducers.max(), Collections::max),
        grouped("the median", Reducers.median(), values -> atShare(values, 0.5)),
        grouped("a percentile", Reducers.percentile(0.9), values -> atShare(values, 0.9)),
        grouped(
            "distinct values",
            Reducers.distinctCount(),
            values -> (long) new TreeSet<>(values).size()),
        grouped("a list", Reducers.collect(), values -> values.stream().sorted().toList()),
        grouped(
            "sum and count",
            Reducers.both(Reducers.<Long>sum(), Reducers.count(), List::of),
            values -> List.of(ReduceTest.sum(values), (long) values.size())),
        grouped(
            "whether all",
            Reducers.all(value -> value > 1),
            values -> values.stream().allMatch(value -> value > 1)));
  }
}
