package io.skipruntime.engine.operator;

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
}
