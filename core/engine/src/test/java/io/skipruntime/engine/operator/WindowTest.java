package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.Order;
import io.skipruntime.Reducers;
import io.skipruntime.Window;
import io.skipruntime.WindowFunction;
import io.skipruntime.engine.EngineOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code window}: each row has what a function makes of it and of the rows around it, in
 * its partition sorted by an order; equal rows are in the order of keys, then of values. A changed
 * row costs its own key, and the keys of those rows that get something else: of {@code lag(n)} and
 * {@code rows(n)} the n rows after it, of {@code lead(n)} those before it; of rankings and {@code
 * running} those behind it whose number or sum changes; of {@code first} and {@code last} all, if
 * that row is another one, and else none.
 */
class WindowTest extends OperatorContract {

  private record Row(long key, int index, long value) {

    long place() {
      return -(value / 2);
    }
  }

  /** What a window function gives for the row at a place of its sorted partition. */
  @FunctionalInterface
  private interface Naive {

    long compute(List<Row> rows, int at);
  }

  private static void evaluate(Rows rows, Naive function, TestedOperator.Contents result) {
    Map<Long, List<Row>> partitions = new TreeMap<>();
    List<Row> all = new ArrayList<>();
    rows.first()
        .forEach((key, values) -> {
          for (int i = 0; i < values.size(); i++) {
            Row row = new Row(key, i, values.get(i));
            all.add(row);
            partitions.computeIfAbsent(row.value() % 2, absent -> new ArrayList<>()).add(row);
          }
        });
    Map<Row, Long> results = new HashMap<>();
    for (List<Row> partition : partitions.values()) {
      partition.sort(
          Comparator.comparingLong(Row::place)
              .thenComparingLong(Row::key)
              .thenComparingInt(Row::index));
      for (int i = 0; i < partition.size(); i++) {
        results.put(partition.get(i), function.compute(partition, i));
      }
    }
    all.forEach(row -> result.add(row.key(), 1_000 * row.value() + results.getOrDefault(row, 0L)));
  }

  private static long near(List<Row> rows, int at) {
    return at < 0 || at >= rows.size() ? -7 : rows.get(at).value();
  }

  private static Window<Long> window() {
    return Window.by(
        value -> Sound.sound(value) % 2, Order.by((Long value) -> value / 2).descending());
  }

  private static TestedOperator tested(
      String name, WindowFunction<Long, Long> function, Naive naive) {
    return TestedOperator.of(
            name,
            (first, second, context) -> first.window(window(), function),
            (rows, result) -> evaluate(rows, naive, result))
        .runningFreely()
        .failing();
  }

  private static long rank(List<Row> rows, int at) {
    return 1 + rows.stream().filter(row -> row.place() < rows.get(at).place()).count();
  }

  private static long denseRank(List<Row> rows, int at) {
    return rows.subList(0, at + 1).stream().mapToLong(Row::place).distinct().count();
  }

  private static long sum(List<Row> rows, int at, int count) {
    return rows.subList(Math.max(0, at - count + 1), at + 1).stream().mapToLong(Row::value).sum();
  }

  private static long least(List<Row> rows, int at, int count) {
    return rows.subList(Math.max(0, at - count + 1), at + 1).stream()
        .mapToLong(Row::value)
        .min()
        .orElseThrow();
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        tested(
            "lag(1)",
            WindowFunction.lag(1, (value, other) -> 1_000 * value + other.orElse(-7L)),
            (rows, at) -> near(rows, at - 1)),
        tested(
            "lead(2)",
            WindowFunction.lead(2, (value, other) -> 1_000 * value + other.orElse(-7L)),
            (rows, at) -> near(rows, at + 2)),
        tested(
            "first",
            WindowFunction.first((value, other) -> 1_000 * value + other),
            (rows, at) -> rows.getFirst().value()),
        tested(
            "last",
            WindowFunction.last((value, other) -> 1_000 * value + other),
            (rows, at) -> rows.getLast().value()),
        tested(
            "rowNumber",
            WindowFunction.rowNumber((value, number) -> 1_000 * value + number),
            (rows, at) -> at + 1L),
        tested(
            "rank", WindowFunction.rank((value, rank) -> 1_000 * value + rank), WindowTest::rank),
        tested(
            "denseRank",
            WindowFunction.denseRank((value, rank) -> 1_000 * value + rank),
            WindowTest::denseRank),
        tested(
            "running sum",
            WindowFunction.running(Reducers.<Long>sum(), (value, sum) -> 1_000 * value + sum),
            (rows, at) -> sum(rows, at, Integer.MAX_VALUE / 2)),
        tested(
            "sum of 3 rows",
            WindowFunction.rows(3, Reducers.<Long>sum(), (value, sum) -> 1_000 * value + sum),
            (rows, at) -> sum(rows, at, 3)),
        tested(
            "least of 4 rows",
            WindowFunction.rows(4, Reducers.<Long>min(), (value, least) -> 1_000 * value + least),
            (rows, at) -> least(rows, at, 4)));
  }

  /** A service of as many rows as there are, each with its key times ten as its value. */
  private static OperatorTrial trial(WindowFunction<Long, Long> function, long size) {
    TestedOperator sorted =
        TestedOperator.of(
            "sorted",
            (first, second, context) -> first.window(Window.of(Order.<Long>natural()), function),
            (rows, result) -> {});
    OperatorTrial trial = new OperatorTrial(sorted, true, EngineOptions.defaults());
    Batch batch = Batch.empty();
    for (long key = 1; key <= size; key++) {
      batch.first().put(key, List.of(10 * key));
    }
    trial.write(batch);
    return trial;
  }

  private static long costOf(OperatorTrial trial, long key, Long... values) {
    trial.write(Batch.of(key, values));
    return trial.runs();
  }

  @Test
  void neighbours_costTheRowsThatSeeTheChange_howeverManyThereAre() {
    for (long size : List.of(1_000L, 20_000L)) {
      try (OperatorTrial trial =
          trial(WindowFunction.lag(1, (value, other) -> other.orElse(0L)), size)) {
        assertThat(costOf(trial, size / 2, 5 * size + 1)).isEqualTo(2);
        assertThat(costOf(trial, size / 2, 15L)).isEqualTo(3);
        assertThat(costOf(trial, size / 2)).isEqualTo(1);
      }
      try (OperatorTrial trial = trial(WindowFunction.rows(3, Reducers.<Long>sum()), size)) {
        assertThat(costOf(trial, size / 2, 5 * size + 1)).isEqualTo(3);
      }
    }
  }

  @Test
  void rowNumbers_costTheRowsBetween_whenARowMoves() {
    for (long size : List.of(1_000L, 20_000L)) {
      try (OperatorTrial trial = trial(WindowFunction.rowNumber(), size)) {
        assertThat(costOf(trial, 10, 101L)).isEqualTo(1);
        assertThat(costOf(trial, 10, 141L)).isEqualTo(5);
        assertThat(trial.result().get(9)).isEqualTo(Entry.of(10L, 14L));
        assertThat(costOf(trial, size, 10 * size + 1)).isEqualTo(1);
        assertThat(costOf(trial, size)).isZero();
        assertThat(costOf(trial, size - 3)).isEqualTo(2);
      }
    }
  }

  @Test
  void denseRanks_costNothingElse_whenAnEqualRowComes() {
    try (OperatorTrial trial = trial(WindowFunction.denseRank(), 1_000)) {
      assertThat(costOf(trial, 2_000, 100L)).isEqualTo(1);
      assertThat(costOf(trial, 2_000)).isZero();
      assertThat(costOf(trial, 2_000, 9_995L)).isEqualTo(2);
    }
  }

  @Test
  void runningSums_costTheRowsBetween_whenWhatIsAddedIsTakenAwayAgain() {
    try (OperatorTrial trial = trial(WindowFunction.running(Reducers.<Long>sum()), 1_000)) {
      Batch both = Batch.of(10, 105L);
      both.first().put(15L, List.of(145L));
      trial.write(both);
      assertThat(trial.runs()).isEqualTo(6);
      assertThat(costOf(trial, 990, 9_901L)).isEqualTo(11);
    }
  }

  @Test
  void firstRow_costsAll_whenItIsAnother_andElseNothing() {
    try (OperatorTrial trial = trial(WindowFunction.first((value, first) -> first), 1_000)) {
      assertThat(costOf(trial, 500, 5_001L)).isEqualTo(1);
      assertThat(costOf(trial, 1, 11L)).isEqualTo(1_000);
      assertThat(costOf(trial, 2_000, 12L)).isEqualTo(1);
    }
  }

  @Test
  void noRows_areRefused() {
    assertThatThrownBy(() -> WindowFunction.lag(0, (value, other) -> value))
        .hasMessage("lag(0): the number of rows must be at least 1");
    assertThatThrownBy(() -> WindowFunction.rows(0, Reducers.count()))
        .hasMessage("rows(0): the number of rows must be at least 1");
  }

  @Test
  void functionThatCapturedACollection_isRefused() {
    TestedOperator wrong =
        TestedOperator.of(
            "captured",
            (first, second, context) ->
                first.window(
                    Window.of(Order.<Long>by(value -> second.get(value).size())),
                    WindowFunction.rank()),
            (rows, result) -> {});
    assertThatThrownBy(() -> new OperatorTrial(wrong, true, EngineOptions.defaults()))
        .hasStackTraceContaining("a function of window captured the collection second");
  }
}
