package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.engine.EngineOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code take} with an offset: the entries of the keys that come after the first ones,
 * as many as its limit. A changed key changes at most three keys of the result: itself, and one at
 * each end. No function runs.
 */
class PageTest extends OperatorContract {

  private static TestedOperator page(int offset, int limit) {
    return TestedOperator.of(
            "take(" + offset + ", " + limit + ")",
            (first, second, context) -> first.take(offset, limit),
            (rows, result) ->
                rows.first().entrySet().stream()
                    .skip(offset)
                    .limit(limit)
                    .forEach(row -> result.addAll(row.getKey(), row.getValue())))
        .changing(3);
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        page(0, 3), page(1, 1), page(2, 4), page(5, 3), page(4, 0), page(3, Integer.MAX_VALUE));
  }

  private static OperatorTrial paging(int offset, int limit, long... keys) {
    OperatorTrial trial = new OperatorTrial(page(offset, limit), true, EngineOptions.defaults());
    Batch batch = Batch.empty();
    for (long key : keys) {
      batch.first().put(key, List.of(key));
    }
    trial.write(batch);
    trial.follow();
    trial.forget();
    return trial;
  }

  @Test
  void keyBeforeThePage_shiftsIt() {
    try (OperatorTrial trial = paging(1, 2, 10, 20, 30, 40)) {
      trial.write(Batch.of(5, 5L));
      assertThat(trial.updates().getFirst().values())
          .isEqualTo(List.of(Entry.of(10L, 10L), Entry.deleted(30L)));
      trial.write(Batch.of(5));
      assertThat(trial.updates().getFirst().values())
          .isEqualTo(List.of(Entry.deleted(10L), Entry.of(30L, 30L)));
    }
  }

  @Test
  void page_movesAsAWhole_whenManyKeysComeBeforeIt_andIsEmptyBeyondTheEnd() {
    try (OperatorTrial trial = paging(2, 2, 10, 20, 30, 40)) {
      Batch many = Batch.empty();
      for (long key = 1; key <= 6; key++) {
        many.first().put(key, List.of(key));
      }
      trial.write(many);
      assertThat(trial.result()).containsExactly(Entry.of(3L, 3L), Entry.of(4L, 4L));
      Batch few = Batch.of(1);
      for (long key : List.of(2L, 3L, 4L, 5L, 6L, 10L, 20L)) {
        few.first().put(key, List.of());
      }
      trial.write(few);
      assertThat(trial.result()).isEmpty();
    }
  }

  @Test
  void negativeNumber_isRefused() {
    assertThatThrownBy(() -> paging(-1, 1).close())
        .hasStackTraceContaining("take(-1, 1): offset and limit must not be negative");
  }
}
