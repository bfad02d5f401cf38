package io.skipruntime;

import java.util.List;

/**
 * A key and its values, as they are written to an input collection or read from a resource. In a
 * write or an update, no values means that the key is gone.
 *
 * @param key the key
 * @param values its values, in order; immutable
 * @param <K> type of the key
 * @param <V> type of the values
 */
public record Entry<K, V>(K key, List<V> values) {

  /** Copies the values. */
  public Entry {
    values = List.copyOf(values);
  }

  /** An entry of a key with the given values. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the values are only read
  public static <K, V> Entry<K, V> of(K key, V... values) {
    return new Entry<>(key, List.of(values));
  }

  /** An entry that says that {@code key} is gone. */
  public static <K, V> Entry<K, V> deleted(K key) {
    return new Entry<>(key, List.of());
  }
}
