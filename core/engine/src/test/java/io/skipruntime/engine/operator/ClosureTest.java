package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.EagerCollection;
import io.skipruntime.engine.EngineOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code closure}: the least set of rows that has each value of the first collection
 * and, with a row, what the second has under it. Rows may follow from each other in circles.
 */
class ClosureTest extends OperatorContract {

  private static final int MOST = 10_000;

  private static EagerCollection<?, ?> reached(
      EagerCollection<Long, Long> first, EagerCollection<Long, Long> second) {
    return first.closure(
        (row, found, out) -> found.<Long>get(0, Sound.sound(row)).forEach(out),
        List.of(second),
        MOST);
  }

  private static void reached(Rows rows, TestedOperator.Contents result) {
    Set<Long> all = new TreeSet<>();
    Deque<Long> open = new ArrayDeque<>();
    rows.first().values().forEach(open::addAll);
    while (!open.isEmpty()) {
      long row = open.pop();
      if (all.add(row)) {
        open.addAll(rows.second().getOrDefault(row, List.of()));
      }
    }
    all.forEach(row -> result.add(row, row));
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
                "closure", (first, second, context) -> reached(first, second), ClosureTest::reached)
            .runningFreely()
            .failing()
            .changing(300),
        TestedOperator.of(
                "closure of a row and half of it",
                (first, second, context) ->
                    first.closure(
                        (row, found, out) -> {
                          out.accept(row / 2);
                          found.<Long>get(0, row % 7).forEach(each -> out.accept(each % 50));
                        },
                        List.of(second),
                        MOST),
                (rows, result) -> {
                  Set<Long> all = new TreeSet<>();
                  Deque<Long> open = new ArrayDeque<>();
                  rows.first().values().forEach(open::addAll);
                  while (!open.isEmpty()) {
                    long row = open.pop();
                    if (all.add(row)) {
                      open.add(row / 2);
                      rows.second()
                          .getOrDefault(row % 7, List.of())
                          .forEach(each -> open.add(each % 50));
                    }
                  }
                  all.forEach(row -> result.add(row, row));
                })
            .runningFreely()
            .changing(300));
  }

  @Test
  void circle_goes_whenTheWayToItIsCut() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().getFirst(), true, EngineOptions.defaults())) {
      Batch batch = Batch.of(100, 1L);
      batch.second().put(1L, List.of(2L));
      batch.second().put(2L, List.of(3L));
      batch.second().put(3L, List.of(2L, 4L));
      trial.write(batch);
      assertThat(trial.result()).hasSize(4);
      Batch cut = Batch.empty();
      cut.second().put(1L, List.of(9L));
      trial.write(cut);
      assertThat(trial.result()).extracting(entry -> entry.key()).containsExactly(1L, 9L);
    }
  }

  @Test
  void removedRow_costsWhatRestedOnIt_andNoMore() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().getFirst(), true, EngineOptions.defaults())) {
      Batch batch = Batch.of(100, 0L);
      for (long i = 0; i < 1_000; i++) {
        batch.second().put(i, List.of(i + 1));
      }
      trial.write(batch);
      trial.follow();
      trial.forget();
      Batch shortened = Batch.empty();
      shortened.second().put(998L, List.of());
      trial.write(shortened);
      assertThat(trial.updates()).hasSize(1);
      assertThat(trial.updates().getFirst().values()).hasSize(2);
    }
  }

  @Test
  void rowsWithoutEnd_areAFailure() {
    TestedOperator endless =
        TestedOperator.of(
            "closure without end",
            (first, second, context) ->
                first.closure((row, found, out) -> out.accept(row + 1), List.of(), 50),
            (rows, result) -> {});
    try (OperatorTrial trial = new OperatorTrial(endless, true, EngineOptions.defaults())) {
      assertThatThrownBy(() -> trial.write(Batch.of(1, 1L)))
          .isInstanceOf(ComputationException.class)
          .hasMessageContaining("there are more than 50 rows");
    }
  }
}
