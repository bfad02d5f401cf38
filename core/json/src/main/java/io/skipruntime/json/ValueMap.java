package io.skipruntime.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map that iterates in canonical order of its keys, so that what is computed from it
 * is the same in every process.
 *
 * <ul>
 *   <li>{@code keys} ascends strictly; {@code values[i]} belongs to {@code keys[i]}
 *   <li>neither array is ever changed
 * </ul>
 */
final class ValueMap extends AbstractMap<Object, Object> {

  private final Object[] keys;
  private final Object[] values;

  private ValueMap(Object[] keys, Object[] values) {
    this.keys = keys;
    this.values = values;
  }

  /** A map of keys and values in normal form; no two keys may be the same JSON. */
  static ValueMap of(Object[] keys, Object[] values) {
    Object[] sortedKeys = new Object[keys.length];
    Object[] sortedValues = new Object[keys.length];
    Integer[] positions = Positions.sorted(keys);
    for (int i = 0; i < positions.length; i++) {
      sortedKeys[i] = keys[positions[i]];
      sortedValues[i] = values[positions[i]];
      if (i > 0 && CanonicalOrder.INSTANCE.compare(sortedKeys[i - 1], sortedKeys[i]) == 0) {
        throw new IllegalArgumentException(
            "a map has the key " + JsonText.found(Form.toJson(sortedKeys[i])) + " twice");
      }
    }
    return new ValueMap(sortedKeys, sortedValues);
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    int index = key == null ? -1 : Positions.find(keys, key);
    return index < 0 ? null : values[index];
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key != null && Positions.find(keys, key) >= 0;
  }

  @Override
  public Set<Map.Entry<Object, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return keys.length;
      }

      @Override
      public Iterator<Map.Entry<Object, Object>> iterator() {
        return IntStream.range(0, keys.length)
            .mapToObj(i -> Map.entry(keys[i], values[i]))
            .iterator();
      }
    };
  }
}
