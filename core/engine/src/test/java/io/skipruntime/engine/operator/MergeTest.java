package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code merge}: each key has its values in the first collection, then those in the
 * second, and so on. A change of a key in any of them costs as many lookups as there are
 * collections, and no function runs.
 */
class MergeTest extends OperatorContract {

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
            "merge of two",
            (first, second, context) -> first.merge(second),
            (rows, result) -> {
              rows.first().forEach(result::addAll);
              rows.second().forEach(result::addAll);
            }),
        TestedOperator.of(
            "merge of none",
            (first, second, context) -> first.merge(List.of()),
            (rows, result) -> rows.first().forEach(result::addAll)),
        TestedOperator.of(
            "merge with itself and another",
            (first, second, context) -> first.merge(List.of(second, first)),
            (rows, result) -> {
              rows.first().forEach(result::addAll);
              rows.second().forEach(result::addAll);
              rows.first().forEach(result::addAll);
            }),
        TestedOperator.of(
            "merge of slices that share keys",
            (first, second, context) -> first.slice(2L, 8L).merge(first.slice(5L, 20L)),
            (rows, result) -> {
              rows.first().subMap(2L, 9L).forEach(result::addAll);
              rows.first().subMap(5L, 21L).forEach(result::addAll);
            }));
  }

  @Test
  void key_stays_untilItIsGoneFromAll() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().getFirst(), true, EngineOptions.defaults())) {
      Batch both = Batch.of(1, 10L);
      both.second().put(1L, List.of(20L, 21L));
      trial.write(both);
      assertThat(trial.result()).containsExactly(Entry.of(1L, 10L, 20L, 21L));
      trial.write(Batch.of(1));
      assertThat(trial.result()).containsExactly(Entry.of(1L, 20L, 21L));
      Batch last = Batch.empty();
      last.second().put(1L, List.of());
      trial.write(last);
      assertThat(trial.result()).isEmpty();
    }
  }

  @Test
  void changesOfSeveralCollections_thatLeaveTheValuesOfAKey_areCutOff() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().getFirst(), true, EngineOptions.defaults())) {
      trial.follow();
      Batch split = Batch.of(1, 10L);
      split.second().put(1L, List.of(20L));
      trial.write(split);
      Batch together = Batch.of(1, 10L, 20L);
      together.second().put(1L, List.of());
      trial.write(together);
      assertThat(trial.result()).containsExactly(Entry.of(1L, 10L, 20L));
      assertThat(trial.updates()).isEmpty();
      assertThat(trial.probedKeys()).isEmpty();
    }
  }
}
