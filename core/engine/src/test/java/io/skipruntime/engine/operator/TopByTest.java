package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.Order;
import io.skipruntime.engine.EngineOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code topBy}: the rows, each a key with one of its values, that are among the first
 * of their group; equal ones are in the order of keys, then of values. The functions run once for
 * each changed key that is there. A changed row changes itself, and for each group that it leaves
 * or enters at most one other.
 */
class TopByTest extends OperatorContract {

  private record Row(long key, int index, long value) {}

  private static void evaluate(
      Rows rows, int count, Comparator<Row> order, TestedOperator.Contents result) {
    Map<Long, List<Row>> groups = new TreeMap<>();
    List<Row> all = new ArrayList<>();
    rows.first()
        .forEach((key, values) -> {
          for (int i = 0; i < values.size(); i++) {
            Row row = new Row(key, i, values.get(i));
            all.add(row);
            groups.computeIfAbsent(row.value() % 2, absent -> new ArrayList<>()).add(row);
          }
        });
    List<Row> inside = new ArrayList<>();
    groups
        .values()
        .forEach(group -> inside.addAll(group.stream().sorted(order).limit(count).toList()));
    all.stream().filter(inside::contains).forEach(row -> result.add(row.key(), row.value()));
  }

  private static TestedOperator topped(int count) {
    return TestedOperator.of(
            "topBy(" + count + ")",
            (first, second, context) ->
                first.topBy(
                    value -> Sound.sound(value) % 2,
                    count,
                    Order.by((Long value) -> value / 2).descending().then(value -> -value)),
            (rows, result) ->
                evaluate(
                    rows,
                    count,
                    Comparator.comparingLong((Row row) -> -(row.value() / 2))
                        .thenComparingLong(row -> -row.value()),
                    result))
        .running(TestedOperator::onePerChangedKey)
        .failing()
        .changing(12);
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(topped(0), topped(1), topped(3), topped(100_000));
  }

  private static OperatorTrial topOfTwo() {
    TestedOperator best =
        TestedOperator.of(
            "the best two",
            (first, second, context) ->
                first.topBy(value -> "all", 2, Order.<Long>natural().descending()),
            (rows, result) -> {});
    OperatorTrial trial = new OperatorTrial(best, true, EngineOptions.defaults());
    Batch batch = Batch.of(1, 10L);
    batch.first().put(2L, List.of(30L));
    batch.first().put(3L, List.of(20L));
    trial.write(batch);
    trial.follow();
    trial.forget();
    return trial;
  }

  @Test
  void row_comesIn_whenOneBeforeItGoes_andIsPushedOutAgain() {
    try (OperatorTrial trial = topOfTwo()) {
      assertThat(trial.result()).containsExactly(Entry.of(2L, 30L), Entry.of(3L, 20L));
      trial.write(Batch.of(2));
      assertThat(trial.updates().getFirst().values())
          .isEqualTo(List.of(Entry.of(1L, 10L), Entry.deleted(2L)));
      trial.write(Batch.of(4, 15L));
      assertThat(trial.updates().getFirst().values())
          .isEqualTo(List.of(Entry.deleted(1L), Entry.of(4L, 15L)));
    }
  }

  @Test
  void rowBehindTheLast_changesNothing() {
    try (OperatorTrial trial = topOfTwo()) {
      trial.write(Batch.of(5, 1L));
      trial.write(Batch.of(5, 2L));
      assertThat(trial.updates()).isEmpty();
    }
  }

  @Test
  void equalRows_areInTheOrderOfKeys() {
    try (OperatorTrial trial = topOfTwo()) {
      trial.write(Batch.of(1, 20L));
      assertThat(trial.result()).containsExactly(Entry.of(1L, 20L), Entry.of(2L, 30L));
    }
  }

  @Test
  void functionThatCapturedACollection_isRefused() {
    TestedOperator wrong =
        TestedOperator.of(
            "captured",
            (first, second, context) ->
                first.topBy(value -> second.get(value).size(), 1, Order.natural()),
            (rows, result) -> {});
    assertThatThrownBy(() -> new OperatorTrial(wrong, true, EngineOptions.defaults()))
        .hasStackTraceContaining("a function of topBy captured the collection second");
  }
}
