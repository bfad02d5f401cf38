package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.engine.EngineOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code semiJoin} and {@code antiJoin}: the entries of the first collection whose keys
 * the second has, or has not. No function runs.
 */
class SemiJoinTest extends OperatorContract {

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
            "semiJoin",
            (first, second, context) -> first.semiJoin(second),
            (rows, result) ->
                rows.first()
                    .forEach((key, values) -> {
                      if (rows.second().containsKey(key)) {
                        result.addAll(key, values);
                      }
                    })),
        TestedOperator.of(
            "antiJoin",
            (first, second, context) -> first.antiJoin(second),
            (rows, result) ->
                rows.first()
                    .forEach((key, values) -> {
                      if (!rows.second().containsKey(key)) {
                        result.addAll(key, values);
                      }
                    })));
  }

  @Test
  void otherValuesOfTheSecond_changeNothing() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().getFirst(), true, EngineOptions.defaults())) {
      Batch both = Batch.of(1, 7L);
      both.second().put(1L, List.of(3L));
      trial.write(both);
      trial.follow();
      trial.forget();
      Batch other = Batch.empty();
      other.second().put(1L, List.of(4L));
      trial.write(other);
      assertThat(trial.updates()).isEmpty();
    }
  }
}
