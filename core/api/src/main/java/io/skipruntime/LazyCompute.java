package io.skipruntime;

/**
 * A pure function that computes the entries of a {@link LazyCollection} on demand. It is a record
 * or a lambda and captures only collections and immutable values.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface LazyCompute<K, V> {

  /**
   * Computes the values of one key.
   *
   * @param self the collection that is being computed, for recursion over other keys
   * @param key the key that was asked for
   * @return its values, in order; none if the key is to have no entry
   */
  Iterable<V> compute(LazyCollection<K, V> self, K key);
}
