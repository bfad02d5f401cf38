package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Order;
import io.skipruntime.Reducers;
import io.skipruntime.engine.EngineOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code distinct} and {@code top}: each key has each of its values once, or the first
 * of them in an order, sorted by it. Both look at a changed key once. Of a key whose values come
 * from many sources they look only at the values that came or went; lists that were written as one
 * are gone through.
 */
class DistinctTest extends OperatorContract {

  private static EagerCollection<Long, Long> spread(EagerCollection<Long, Long> rows) {
    return rows.map(new Sound.Spread());
  }

  /** The values by whether they are odd: of few keys, with many sources each. */
  private static EagerCollection<Long, Long> remainders(EagerCollection<Long, Long> rows) {
    return rows.keyBy(value -> Sound.sound(value) % 2);
  }

  private static Map<Long, List<Long>> remaindersOf(Rows rows) {
    Map<Long, List<Long>> remainders = new TreeMap<>();
    rows.first()
        .values()
        .forEach(values ->
            values.forEach(value ->
                remainders.computeIfAbsent(value % 2, absent -> new ArrayList<>()).add(value)));
    return remainders;
  }

  @Override
  List<TestedOperator> operators() {
    return Stream.of(ofFewSources(), ofManySources()).flatMap(List::stream).toList();
  }

  private static List<TestedOperator> ofManySources() {
    return List.of(
        TestedOperator.of(
                "distinct of many sources",
                (first, second, context) -> remainders(first).distinct(),
                (rows, result) ->
                    remaindersOf(rows)
                        .forEach((key, values) ->
                            result.addAll(key, values.stream().distinct().toList())))
            .runningFreely()
            .failing()
            .changing(6),
        TestedOperator.of(
                "different values of many sources, counted",
                (first, second, context) ->
                    remainders(first).distinct().reduce(Reducers.<Long>count()),
                (rows, result) ->
                    remaindersOf(rows)
                        .forEach(
                            (key, values) -> result.add(key, values.stream().distinct().count())))
            .runningFreely()
            .failing()
            .changing(6),
        TestedOperator.of(
                "top of many sources",
                (first, second, context) ->
                    remainders(first).top(3, Order.by((Long value) -> value / 2)),
                (rows, result) ->
                    remaindersOf(rows)
                        .forEach((key, values) ->
                            result.addAll(
                                key,
                                values.stream()
                                    .sorted(Comparator.comparingLong(value -> value / 2))
                                    .limit(3)
                                    .toList())))
            .runningFreely()
            .failing()
            .changing(6));
  }

  private static List<TestedOperator> ofFewSources() {
    return List.of(
        TestedOperator.of(
                "distinct",
                (first, second, context) -> first.merge(second).distinct(),
                (rows, result) -> {
                  TestedOperator.Contents all = new TestedOperator.Contents();
                  rows.first().forEach(all::addAll);
                  rows.second().forEach(all::addAll);
                  all.all()
                      .forEach(
                          (key, values) -> result.addAll(key, values.stream().distinct().toList()));
                })
            .runningFreely(),
        TestedOperator.of(
                "top of each key",
                (first, second, context) ->
                    spread(first).top(2, Order.<Long>natural().descending()),
                (rows, result) -> {
                  TestedOperator.Contents all = new TestedOperator.Contents();
                  Sound.Spread.evaluate(rows, all);
                  all.all()
                      .forEach((key, values) ->
                          result.addAll(
                              key,
                              values.stream()
                                  .map(Long.class::cast)
                                  .sorted(Comparator.reverseOrder())
                                  .limit(2)
                                  .toList()));
                })
            .runningFreely()
            .failing()
            .changing(6));
  }

  /** How often the order was asked where a value is. */
  private static final AtomicLong ASKED = new AtomicLong();

  @Test
  void top_looksAtTheChangedValue_howeverManyThereAre() {
    for (long size : List.of(100L, 10_000L)) {
      TestedOperator best =
          TestedOperator.of(
              "best",
              (first, second, context) ->
                  first
                      .keyBy(value -> 0L)
                      .top(
                          2,
                          Order.by((Long value) -> {
                            ASKED.incrementAndGet();
                            return -value;
                          })),
              (rows, result) -> {});
      try (OperatorTrial trial =
          new OperatorTrial(best, true, EngineOptions.defaults().withParallelism(1))) {
        Batch batch = Batch.empty();
        for (long key = 1; key <= size; key++) {
          batch.first().put(key, List.of(key));
        }
        trial.write(batch);
        ASKED.set(0);
        trial.write(Batch.of(size / 2, size + 1));
        assertThat(ASKED.get()).isEqualTo(2);
        assertThat(trial.result()).containsExactly(Entry.of(0L, size + 1, size));
      }
    }
  }

  @Test
  void distinct_goesFromManySourcesToFew_andBack() {
    TestedOperator different =
        TestedOperator.of(
            "different",
            (first, second, context) -> first.keyBy(value -> 0L).distinct(),
            (rows, result) -> {});
    try (OperatorTrial trial =
        new OperatorTrial(different, true, EngineOptions.defaults().withParallelism(1))) {
      for (int round = 0; round < 3; round++) {
        Batch many = Batch.empty();
        Batch few = Batch.empty();
        for (long key = 1; key <= 40; key++) {
          many.first().put(key, List.of(key % 20, key % 20));
          few.first().put(key, key <= 3 ? List.of(7L) : List.of());
        }
        trial.write(many);
        assertThat(trial.result().getFirst().values())
            .isEqualTo(LongStream.rangeClosed(1, 20).mapToObj(key -> key % 20).toList());
        trial.write(Batch.of(1));
        assertThat(trial.result().getFirst().values().getLast()).isEqualTo(1L);
        trial.write(few);
        assertThat(trial.result()).containsExactly(Entry.of(0L, 7L));
      }
    }
  }

  @Test
  void negativeCount_isRefused() {
    TestedOperator none =
        TestedOperator.of(
            "top(-1)",
            (first, second, context) -> first.top(-1, Order.natural()),
            (rows, result) -> {});
    assertThatThrownBy(() -> new OperatorTrial(none, true, EngineOptions.defaults()))
        .hasStackTraceContaining("top(-1): the count must not be negative");
  }
}
