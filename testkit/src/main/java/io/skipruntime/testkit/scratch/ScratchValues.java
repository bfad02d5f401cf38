package io.skipruntime.testkit.scratch;

import io.skipruntime.NonUniqueValueException;
import io.skipruntime.Values;
import java.util.Iterator;
import java.util.List;

/** The values of one key. */
record ScratchValues<V>(List<V> toList) implements Values<V> {

  @Override
  public V getUnique() {
    if (toList.size() != 1) {
      throw new NonUniqueValueException(toList.size());
    }
    return toList.getFirst();
  }

  @Override
  public int size() {
    return toList.size();
  }

  @Override
  public Iterator<V> iterator() {
    return List.copyOf(toList).iterator();
  }
}
