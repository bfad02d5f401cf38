package io.skipruntime;

/**
 * Takes the entries that a mapper produces. It may be used only while the mapper that it was given
 * to is running.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface Emitter<K, V> {

  /** Adds {@code value} to the values of {@code key} in the mapped collection. */
  void emit(K key, V value);
}
