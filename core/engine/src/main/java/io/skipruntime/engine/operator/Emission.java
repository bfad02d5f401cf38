package io.skipruntime.engine.operator;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.KeyMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mapper emitted for one source entry: distinct keys in the order of their first emission,
 * and the values of each, unless these are not of interest. The first, mostly the only one, is kept
 * as it is; {@code keys} and {@code values} have the others.
 */
final class Emission {

  private static final Object[] NO_KEYS = {};
  private static final ValueList[] NO_VALUES = {};

  /** Nothing. */
  static final Emission NONE = new Emission(null, null, NO_KEYS, NO_VALUES);

  private final @Nullable Object firstKey;
  private final @Nullable ValueList firstValues;
  private final Object[] keys;
  private final ValueList[] values;

  private Emission(
      @Nullable Object firstKey,
      @Nullable ValueList firstValues,
      Object[] keys,
      ValueList[] values) {
    this.firstKey = firstKey;
    this.firstValues = firstValues;
    this.keys = keys;
    this.values = values;
  }

  /** Values of one key; null if they are not of interest. */
  Emission(Object key, @Nullable ValueList values) {
    this(key, values, NO_KEYS, NO_VALUES);
  }

  /** Values of several keys: in the lists, the first and the others. */
  static Emission of(List<Object> keys, List<ValueList> values) {
    return new Emission(
        keys.getFirst(),
        values.getFirst(),
        keys.subList(1, keys.size()).toArray(),
        values.subList(1, values.size()).toArray(NO_VALUES));
  }

  int size() {
    return firstKey == null ? 0 : 1 + keys.length;
  }

  Object key(int index) {
    return index == 0 ? Objects.requireNonNull(firstKey) : keys[index - 1];
  }

  ValueList values(int index) {
    return index == 0 ? Objects.requireNonNull(firstValues) : values[index - 1];
  }

  /** The values of a key; null if nothing was emitted to it. */
  @Nullable ValueList valuesOf(Object key) {
    int index = indexOf(key);
    return index < 0 ? null : values(index);
  }

  /** The same keys, of which the values are not known. */
  Emission withoutValues() {
    return new Emission(firstKey, null, keys, NO_VALUES);
  }

  /** Keys and values, for comparison and messages. */
  List<List<Object>> describe() {
    List<List<Object>> pairs = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      pairs.add(List.of(key(i), values(i)));
    }
    return pairs;
  }

  /** The distinct keys, where those are the same that are the same JSON. */
  Set<Object> keySet() {
    Set<Object> set = Collections.newSetFromMap(new KeyMap<>());
    for (int i = 0; i < size(); i++) {
      set.add(key(i));
    }
    return set;
  }

  /** Whether something was emitted to a key that is the same JSON. */
  boolean contains(Object key) {
    return indexOf(key) >= 0;
  }

  private int indexOf(Object key) {
    for (int i = 0; i < size(); i++) {
      if (areSame(key(i), key)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean areSame(Object one, Object other) {
    return one.equals(other) || CanonicalOrder.INSTANCE.compare(one, other) == 0;
  }

  /** Whether nothing was emitted, or only to {@code key}. */
  boolean isOnly(Object key) {
    return firstKey == null || (keys.length == 0 && firstKey.equals(key));
  }

  /** Whether the values of the keys are known. */
  boolean hasValues() {
    return firstValues != null;
  }

  /** Whether something was emitted to one key only, of which at most one value is known. */
  boolean isOfOneKey() {
    return keys.length == 0 && firstKey != null && (firstValues == null || firstValues.size() == 1);
  }
}
