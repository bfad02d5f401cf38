package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Range;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code slice}, {@code slices} and {@code slicePrefix}: the entries whose keys are in a
 * range, both ends included, or in any of several, each once. A changed key costs a search among
 * the ranges, and no function runs; a slice of single keys has no turn when others change.
 *
 * @see io.skipruntime.engine.KeyOrderTest for keys that cannot be cut
 * @see io.skipruntime.engine.KeyedDependentsTest for many slices of single keys
 */
class SliceTest extends OperatorContract {

  /** Emits to keys that are lists. */
  record Paired() implements Mapper<Long, Long, List<Long>, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<List<Long>, Long> out) {
      values.forEach(value -> out.emit(List.of(Sound.sound(value), key), value));
    }
  }

  private static TestedOperator sliced(String name, List<Range<Long>> ranges) {
    return TestedOperator.of(
        name,
        (first, second, context) -> first.slices(ranges),
        (rows, result) ->
            rows.first()
                .forEach((key, values) -> {
                  if (ranges.stream()
                      .anyMatch(range -> range.start() <= key && key <= range.end())) {
                    result.addAll(key, values);
                  }
                }));
  }

  @Override
  List<TestedOperator> operators() {
    return List.of(
        TestedOperator.of(
            "slice",
            (first, second, context) -> first.slice(3L, 7L),
            (rows, result) -> rows.first().subMap(3L, 8L).forEach(result::addAll)),
        TestedOperator.of(
            "slice of one key",
            (first, second, context) -> first.slice(4L, 4L),
            (rows, result) -> rows.first().subMap(4L, 5L).forEach(result::addAll)),
        TestedOperator.of(
            "slice whose end is before its start",
            (first, second, context) -> first.slice(7L, 3L),
            (rows, result) -> {}),
        sliced(
            "slices that overlap, out of order",
            List.of(
                new Range<>(8L, 10L),
                new Range<>(1L, 4L),
                new Range<>(3L, 5L),
                new Range<>(2L, 2L),
                new Range<>(6L, 0L))),
        sliced(
            "slices of single keys",
            List.of(new Range<>(9L, 9L), new Range<>(2L, 2L), new Range<>(5L, 5L))),
        sliced("slices of no range", List.of()),
        TestedOperator.of(
                "slicePrefix",
                (first, second, context) -> first.map(new Paired()).slicePrefix(2L),
                (rows, result) ->
                    rows.first()
                        .forEach((key, values) ->
                            values.stream()
                                .filter(value -> value == 2)
                                .forEach(value -> result.add(List.of(value, key), value))))
            .running(TestedOperator::onePerChangedKey)
            .failing());
  }

  @Test
  void otherKeys_giveASliceOfSingleKeysNoTurn() {
    try (OperatorTrial trial =
        new OperatorTrial(operators().get(1), true, EngineOptions.defaults())) {
      trial.write(Batch.of(4, 1L));
      long cutOffs = trial.service().statistics().cutOffs();
      trial.write(Batch.of(5, 1L));
      assertThat(trial.service().statistics().cutOffs()).isEqualTo(cutOffs);
    }
  }

  @Test
  void equalRanges_areOneNode_howeverTheyAreGiven() {
    TestedOperator twice =
        TestedOperator.of(
            "slices in two forms",
            (first, second, context) ->
                first
                    .slices(List.of(new Range<>(1L, 4L), new Range<>(6L, 9L)))
                    .merge(
                        first.slices(
                            List.of(
                                new Range<>(6L, 9L), new Range<>(2L, 4L), new Range<>(1L, 3L)))),
            (rows, result) -> {});
    try (OperatorTrial trial = new OperatorTrial(twice, true, EngineOptions.defaults())) {
      assertThat(trial.service().inspector().nodes())
          .filteredOn(node -> node.kind().equals("slice"))
          .hasSize(1);
    }
  }

  /** Emits keys of one, two and three elements, whose second elements are of all kinds. */
  record AllKinds(List<Object> nexts) implements Mapper<Long, Long, List<Object>, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<List<Object>, Long> out) {
      for (Object next : nexts) {
        out.emit(List.of("a", next), 1L);
        out.emit(List.of("b", next, 2L), 1L);
      }
      out.emit(List.of("b"), 1L);
      out.emit(List.of("ba"), 1L);
      out.emit(List.of(), 1L);
    }
  }

  @Test
  void slicePrefix_endsBehindAllKeysThatBeginSo_whateverComesNext() {
    List<Object> nexts =
        List.of(
            Json.NULL,
            true,
            Long.MAX_VALUE,
            "\uDBFF\uDFFF",
            List.of("z"),
            Json.parse("{}"),
            Json.parse("{\"\uDBFF\uDFFF\":1}"));
    TestedOperator prefix =
        TestedOperator.of(
            "slicePrefix of keys of all kinds",
            (first, second, context) -> first.map(new AllKinds(nexts)).slicePrefix("b"),
            (rows, result) -> {});
    try (OperatorTrial trial = new OperatorTrial(prefix, true, EngineOptions.defaults())) {
      trial.write(Batch.of(1, 1L));
      assertThat(trial.result())
          .extracting(Entry::key)
          .hasSize(nexts.size() + 1)
          .contains(List.of("b"));
    }
  }
}
