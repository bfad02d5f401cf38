package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The law of an input: each key has the values that were written to it last. A write costs as much
 * as the keys that it names, and only those whose values differ are changed.
 */
class InputTest extends OperatorContract {

  private static final TestedOperator FIRST =
      TestedOperator.of(
          "input",
          (first, second, context) -> first,
          (rows, result) -> rows.first().forEach(result::addAll));

  @Override
  List<TestedOperator> operators() {
    return List.of(FIRST);
  }

  @Test
  void writeThatChangesNothing_isCommitted_andNoFunctionRuns() {
    try (OperatorTrial trial = new OperatorTrial(FIRST, true, EngineOptions.defaults())) {
      trial.write(Batch.of(1, 2L, 3L));
      trial.follow();
      trial.write(Batch.of(1, 2L, 3L));
      assertThat(trial.updates()).isEmpty();
      assertThat(trial.probedKeys()).isEmpty();
      trial.write(Batch.of(5));
      assertThat(trial.updates()).isEmpty();
      trial.write(Batch.of(1, 3L, 2L));
      assertThat(trial.updates().getFirst().values()).isEqualTo(List.of(Entry.of(1L, 3L, 2L)));
    }
  }

  @Test
  void lastValuesCount_ofAKeyThatIsWrittenTwice() {
    try (OperatorTrial trial = new OperatorTrial(FIRST, true, EngineOptions.defaults())) {
      trial
          .service()
          .update("first", List.of(Entry.of(1L, 2L), Entry.deleted(1L), Entry.of(1L, 4L)));
      assertThat(trial.result()).containsExactly(Entry.of(1L, 4L));
      trial.service().update("first", List.of(Entry.of(1L, 5L), Entry.deleted(1L)));
      assertThat(trial.result()).isEmpty();
    }
  }
}
