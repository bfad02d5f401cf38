package io.skipruntime;

/**
 * An {@link Aggregator} whose result is its accumulator.
 *
 * @param <V> type of the values
 * @param <A> type of the accumulator and result
 */
public interface Reducer<V, A> extends Aggregator<V, A, A> {

  @Override
  default A result(A accumulated) {
    return accumulated;
  }
}
