package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.Pair;
import io.skipruntime.engine.EngineOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code joinOn}: a pair of keys has what a function makes of each value of the first
 * and each of the second that are joined by the same. The functions run for each changed key of
 * either side that is there; a changed row changes the pairs that it was or is in.
 */
class JoinOnTest extends OperatorContract {

  private static final int KEYS_OF_THOUSANDS_OF_PAIRS = 80;

  private static long changedRows(Rows before, Rows after) {
    return (long) Rows.changedPresent(before.first(), after.first()).size()
        + Rows.changedPresent(before.second(), after.second()).size();
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "joinOn",
                (first, second, context) ->
                    first.joinOn(
                        value -> Sound.sound(value) % 3,
                        second,
                        value -> value % 3,
                        (value, other) -> 100 * value + other),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            rows.second()
                                .forEach((other, theirs) ->
                                    values.forEach(value ->
                                        theirs.stream()
                                            .filter(each -> each % 3 == value % 3)
                                            .forEach(each ->
                                                result.add(
                                                    new Pair<>(key, other), 100 * value + each))))))
            .running(JoinOnTest::changedRows)
            .failing()
            .changing(300),
        TestedOperator.of(
                "joinOn of what is joined by nothing at times",
                (first, second, context) ->
                    first.joinOn(
                        value -> value % 2 == 0 ? null : value,
                        second,
                        value -> value,
                        (value, other) -> other),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            rows.second()
                                .forEach((other, theirs) ->
                                    values.stream()
                                        .filter(value -> value % 2 != 0)
                                        .forEach(value ->
                                            theirs.stream()
                                                .filter(value::equals)
                                                .forEach(each ->
                                                    result.add(new Pair<>(key, other), each))))))
            .running(JoinOnTest::changedRows)
            .changing(300));
  }

  @Override
  int manyKeys() {
    return KEYS_OF_THOUSANDS_OF_PAIRS;
  }

  @Test
  void rowThatMoves_leavesItsPairs_andEntersOthers() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().getFirst(), true, EngineOptions.defaults())) {
      Batch batch = Batch.of(1, 3L);
      batch.second().put(8L, List.of(6L));
      batch.second().put(9L, List.of(7L));
      trial.write(batch);
      assertThat(trial.result()).containsExactly(Entry.of(new Pair<>(1L, 8L), 306L));
      Batch both = Batch.of(1, 4L);
      both.second().put(8L, List.of(10L));
      trial.write(both);
      assertThat(trial.result())
          .containsExactly(Entry.of(new Pair<>(1L, 8L), 410L), Entry.of(new Pair<>(1L, 9L), 407L));
    }
  }
}
