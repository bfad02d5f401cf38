package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code join} and {@code leftJoin}: each key has what a function makes of each of its
 * values in the first collection and each in the second; in a left join also of those that the
 * second has nothing for. The node runs once for each key that has changed in either and has a
 * result.
 */
class JoinTest extends OperatorContract {

  private static void joined(Rows rows, boolean isLeft, TestedOperator.Contents result) {
    rows.first()
        .forEach((key, values) -> {
          List<Long> theirs = rows.second().getOrDefault(key, List.of());
          for (long value : values) {
            theirs.forEach(other -> result.add(key, 100 * value + other));
            if (isLeft && theirs.isEmpty()) {
              result.add(key, -value);
            }
          }
        });
  }

  private static long changedKeys(Rows before, Rows after, boolean isLeft) {
    Set<Long> changed = Rows.changed(before.first(), after.first());
    changed.addAll(Rows.changed(before.second(), after.second()));
    changed.retainAll(after.first().keySet());
    if (!isLeft) {
      changed.retainAll(after.second().keySet());
    }
    return changed.size();
  }

  private static long combined(long value, Optional<Long> other) {
    return other.map(there -> 100 * Sound.sound(value) + there).orElse(-Sound.sound(value));
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "join",
                (first, second, context) ->
                    first.join(second, (value, other) -> 100 * value + other),
                (rows, result) -> joined(rows, false, result))
            .running((before, after) -> changedKeys(before, after, false)),
        TestedOperator.of(
                "leftJoin",
                (first, second, context) -> first.leftJoin(second, JoinTest::combined),
                (rows, result) -> joined(rows, true, result))
            .running((before, after) -> changedKeys(before, after, true))
            .failing(),
        TestedOperator.of(
                "join with itself",
                (first, second, context) -> first.join(first, (one, other) -> one - other),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            values.forEach(
                                one -> values.forEach(other -> result.add(key, one - other)))))
            .running(TestedOperator::onePerChangedKey));
  }

  @Test
  void keyOfOneSide_isThere_whenTheOtherComes_andGoesWithIt() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().getFirst(), true, EngineOptions.defaults())) {
      trial.write(Batch.of(1, 7L));
      assertThat(trial.result()).isEmpty();
      Batch other = Batch.empty();
      other.second().put(1L, List.of(3L, 4L));
      trial.write(other);
      assertThat(trial.result()).containsExactly(Entry.of(1L, 703L, 704L));
      trial.write(Batch.of(1));
      assertThat(trial.result()).isEmpty();
    }
  }

  @Test
  void functionThatCapturedACollection_isRefused() {
    TestedOperator wrong =
        TestedOperator.of(
            "captured",
            (first, second, context) ->
                first.join(second, (value, other) -> second.get(value).size()),
            (rows, result) -> {});
    assertThatThrownBy(() -> new OperatorTrial(wrong, true, EngineOptions.defaults()))
        .hasStackTraceContaining("a function of join captured the collection second")
        .hasStackTraceContaining("look it up in a mapper");
  }
}
