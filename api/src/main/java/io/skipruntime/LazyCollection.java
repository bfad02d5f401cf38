package io.skipruntime;

import java.util.List;
import java.util.Optional;

/**
 * A reactive collection whose entries are computed when a function asks for them, and kept as long
 * as a function uses them. Reads are tracked like those of an {@link EagerCollection}, and the same
 * rules say when and by whom a lazy collection may be used.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface LazyCollection<K, V> {

  /**
   * The values that the collection's {@link LazyCompute} gives for {@code key}.
   *
   * @throws CyclicComputationException if computing the entry needs the entry itself
   */
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
