package io.skipruntime;

/**
 * The receiver of the entries that a mapper produces. It may be used only while the mapper that it
 * was given to is running.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface Emitter<K, V> {

  /**
   * Adds {@code value} to the values of {@code key} in the mapped collection.
   *
   * <p>Both are taken as immutable values in the normal form of {@link
   * io.skipruntime.json.CanonicalKey}: lists, sets and maps that may change are copied, and what is
   * not a value, such as an array or a {@code Date}, is refused, which names the component and its
   * type.
   */
  void emit(K key, V value);
}
