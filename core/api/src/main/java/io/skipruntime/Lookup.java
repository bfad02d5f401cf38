package io.skipruntime;

import java.util.List;
import java.util.Optional;

/**
 * A collection whose values functions look up by key. What a function looks up is tracked, also if
 * the key is not there, and the function runs again when it changes.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface Lookup<K, V> {

  /** The values of {@code key}, in order; empty if the key is not in the collection. */
  List<V> get(K key);

  /**
   * The value of a key that has exactly one.
   *
   * @throws NonUniqueValueException if the key has no value or several
   */
  default V getUnique(K key) {
    List<V> values = get(key);
    if (values.size() != 1) {
      throw new NonUniqueValueException(key, values.size());
    }
    return values.getFirst();
  }

  /**
   * The value of a key that has at most one.
   *
   * @param ifNone the answer for a key without values
   * @throws NonUniqueValueException if the key has several values
   */
  default V getUnique(K key, V ifNone) {
    return findUnique(key).orElse(ifNone);
  }

  /**
   * The value of a key that has at most one.
   *
   * @throws NonUniqueValueException if the key has several values
   */
  default Optional<V> findUnique(K key) {
    List<V> values = get(key);
    if (values.size() > 1) {
      throw new NonUniqueValueException(key, values.size());
    }
    return values.stream().findFirst();
  }
}
