package io.skipruntime.engine.operator;

import io.skipruntime.Lookup;
import io.skipruntime.NonUniqueValueException;
import java.util.List;
import java.util.Optional;

/** A collection whose messages name it: by its text. */
interface TrackedLookup<K, V> extends Lookup<K, V> {

  @Override
  default V getUnique(K key) {
    List<V> values = get(key);
    if (values.size() != 1) {
      throw new NonUniqueValueException(key, values.size(), toString());
    }
    return values.getFirst();
  }

  @Override
  default Optional<V> findUnique(K key) {
    List<V> values = get(key);
    if (values.size() > 1) {
      throw new NonUniqueValueException(key, values.size(), toString());
    }
    return values.stream().findFirst();
  }
}
