package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.Order;
import io.skipruntime.WindowFunction;
import io.skipruntime.engine.operator.WindowPartition.Place;
import io.skipruntime.engine.operator.WindowPartition.Row;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * The way in which a window function follows the changes of a partition: it finds the rows for
 * which it gives something else than before, and looks at few others.
 */
interface WindowRule {

  /** The receiver of what is computed. */
  interface Target {

    /**
     * Takes what a row has from now on; the same as before counts as no change.
     *
     * @param state what the next row goes on from; null if it does not
     */
    void computed(Row row, @Nullable Object state, Object computed);

    /** Notes what {@link WindowPartition#end} is from now on. */
    void end(WindowPartition partition, Object value);
  }

  /**
   * Computes again what the changes of a partition concern.
   *
   * @param touched the places at which rows came, went or were replaced
   * @throws RuntimeException what {@code failing} makes of what a function throws
   */
  void follow(
      WindowPartition partition,
      NavigableSet<Place> touched,
      Target target,
      JoinSide.Failing failing);

  /** The rule of a function. */
  @SuppressWarnings("unchecked") // the typed API lets no other aggregator in
  static WindowRule of(WindowFunction<Object, Object> function, Order<Object> order) {
    return switch (function) {
      case WindowFunction.Neighbour<Object, Object> near ->
          new SlidingRule(near.rows(), near.isAfter(), null);
      case WindowFunction.End<Object, Object> end -> new EndRule(end.isLast());
      case WindowFunction.Ranked<Object, Object> ranked ->
          new ForwardRule(new ForwardRule.Numbers(ranked.ranking(), order));
      case WindowFunction.Aggregated<Object, ?, Object> aggregated -> {
        Aggregator<Object, Object, Object> aggregator =
            (Aggregator<Object, Object, Object>) aggregated.aggregator();
        yield aggregated.rows() == Integer.MAX_VALUE
            ? new ForwardRule(new ForwardRule.Accumulators(aggregator))
            : new SlidingRule(aggregated.rows() - 1, false, aggregator);
      }
    };
  }
}
