package io.skipruntime.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
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
        return new Entries(keys, values);
      }
    };
  }

  /** Whether each key is a text, so that the keys are the names of the members, in their order. */
  boolean hasTextKeys() {
    for (Object key : keys) {
      if (!(key instanceof String)) {
        return false;
      }
    }
    return true;
  }

  /** The order of this map and another, which both have texts as keys: that of their members. */
  int compareMembers(ValueMap other) {
    int length = Math.min(keys.length, other.keys.length);
    for (int i = 0; i < length; i++) {
      int order = CodePointOrder.compare((String) keys[i], (String) other.keys[i]);
      if (order == 0) {
        order = CanonicalOrder.INSTANCE.compare(values[i], other.values[i]);
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(keys.length, other.keys.length);
  }

  /** The entries of a map, one after the other; {@code next} is the position of the next one. */
  private static final class Entries implements Iterator<Map.Entry<Object, Object>> {
    private final Object[] keys;
    private final Object[] values;
    private int next;

    Entries(Object[] keys, Object[] values) {
      this.keys = keys;
      this.values = values;
    }

    @Override
    public boolean hasNext() {
      return next < keys.length;
    }

    @Override
    public Map.Entry<Object, Object> next() {
      if (next == keys.length) {
        throw new NoSuchElementException();
      }
      return Map.entry(keys[next], values[next++]);
    }
  }
}
