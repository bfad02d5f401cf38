package io.skipruntime.engine.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.EagerCollection;
import io.skipruntime.Order;
import io.skipruntime.engine.EngineOptions;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The law of {@code distinct} and {@code top}: each key has each of its values once, or the first
 * of them in an order, sorted by it. Both look at all values of a changed key, once.
 */
class DistinctTest extends OperatorContract {

  private static EagerCollection<Long, Long> spread(EagerCollection<Long, Long> rows) {
    return rows.map(new Sound.Spread());
  }

  @Override
  List<TestedOperator> operators() {
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
