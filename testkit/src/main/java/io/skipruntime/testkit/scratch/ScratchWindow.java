package io.skipruntime.testkit.scratch;

import io.skipruntime.Aggregator;
import io.skipruntime.Order;
import io.skipruntime.Window;
import io.skipruntime.WindowFunction;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The meaning of windows: each partition is sorted, and each row looks at the rows around it.
 *
 * @param window what the partitions and their order are
 * @param function what is computed
 */
record ScratchWindow(Window<Object> window, WindowFunction<Object, Object> function) {

  /** A value of a key, where the order places it. */
  private record Row(List<Object> position, Object value) {}

  /** Puts the result for some contents into a collection that is empty. */
  @SuppressWarnings("unchecked") // the typed API lets no other functions in
  void evaluate(Contents from, Contents to) {
    Map<Object, List<Row>> partitions = new TreeMap<>(CanonicalOrder.INSTANCE);
    Map<Object, List<Row>> byKey = new TreeMap<>(CanonicalOrder.INSTANCE);
    Order<? super Object> order = window.order();
    from.entries()
        .forEach((key, values) -> {
          for (Object value : values) {
            Object of = CanonicalKey.of(window.partition().apply(value));
            Row row = new Row(order.position(value), value);
            partitions.computeIfAbsent(of, absent -> new ArrayList<>()).add(row);
            byKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(row);
          }
        });
    IdentityHashMap<Row, Object> results = new IdentityHashMap<>();
    BiFunction<Object, Object, Object> combine =
        (BiFunction<Object, Object, Object>) function.combine();
    for (List<Row> rows : partitions.values()) {
      rows.sort((one, other) -> order.compare(one.position(), other.position()));
      for (int i = 0; i < rows.size(); i++) {
        results.put(rows.get(i), combine.apply(rows.get(i).value(), computed(rows, i, order)));
      }
    }
    byKey.forEach(
        (key, rows) -> rows.forEach(row -> to.add(key, Objects.requireNonNull(results.get(row)))));
  }

  private Object computed(List<Row> rows, int i, Order<? super Object> order) {
    return switch (function) {
      case WindowFunction.Neighbour<Object, Object> near -> {
        int other = near.isAfter() ? i + near.rows() : i - near.rows();
        yield other < 0 || other >= rows.size()
            ? Optional.empty()
            : Optional.of(rows.get(other).value());
      }
      case WindowFunction.End<Object, Object> end ->
          (end.isLast() ? rows.getLast() : rows.getFirst()).value();
      case WindowFunction.Ranked<Object, Object> ranked ->
          switch (ranked.ranking()) {
            case ROW_NUMBER -> i + 1L;
            case RANK ->
                1
                    + rows.stream()
                        .filter(row -> order.compare(row.position(), rows.get(i).position()) < 0)
                        .count();
            case DENSE_RANK -> {
              long rank = 1;
              for (int j = 1; j <= i; j++) {
                boolean isNext =
                    order.compare(rows.get(j - 1).position(), rows.get(j).position()) != 0;
                rank += isNext ? 1 : 0;
              }
              yield rank;
            }
          };
      case WindowFunction.Aggregated<Object, ?, Object> aggregated ->
          aggregate(aggregated.aggregator(), rows.subList(firstOf(i, aggregated.rows()), i + 1));
    };
  }

  private static int firstOf(int last, int rows) {
    return (int) Math.max(0, last - (long) rows + 1);
  }

  @SuppressWarnings("unchecked") // the typed API lets no other aggregator in
  private static Object aggregate(Aggregator<?, ?, ?> aggregator, List<Row> rows) {
    Aggregator<Object, Object, Object> function = (Aggregator<Object, Object, Object>) aggregator;
    Object accumulated = function.initial();
    for (Row row : rows) {
      accumulated = function.add(accumulated, row.value());
    }
    return function.result(Objects.requireNonNull(accumulated));
  }
}
