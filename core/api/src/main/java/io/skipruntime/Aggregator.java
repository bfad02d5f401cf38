package io.skipruntime;

import org.jspecify.annotations.Nullable;

/**
 * A reducer that maintains one result over the values of each key, from an accumulator that values
 * are added to and removed from. It is a record, a lambda or an enum constant, and captures only
 * immutable values; accumulators are immutable too.
 *
 * <p>The accumulator must depend only on which values were added, not on their order, and {@code
 * remove(add(a, v), v)} must equal {@code a} unless it is null: then what is maintained equals what
 * would be computed from the values. {@link Reducer} is the usual case, in which the result is the
 * accumulator.
 *
 * @param <V> type of the values
 * @param <A> type of the accumulator
 * @param <R> type of the result
 */
public interface Aggregator<V, A, R> {

  /** The accumulator of no values; null if there is none, as for a minimum. */
  @Nullable A initial();

  /**
   * The accumulator with one value more.
   *
   * @param accumulated null only if {@link #initial} is null and {@code value} is the first
   */
  A add(@Nullable A accumulated, V value);

  /**
   * The accumulator with one value less, or null if it is to be computed from the values that are
   * left.
   */
  @Nullable A remove(A accumulated, V value);

  /** The result for what was accumulated. */
  R result(A accumulated);
}
