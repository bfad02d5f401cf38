package io.skipruntime.engine.operator;

import io.skipruntime.engine.heap.KeyMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mapper emitted for one source entry: distinct keys in the order of their first emission,
 * and the values of each.
 */
final class Emission {

  /** Nothing. */
  static final Emission NONE = new Emission(new Object[0], new ValueList[0]);

  private static final ValueList[] NO_VALUES = {};

  private final Object[] keys;
  private final ValueList[] values;

  /** Some keys, each with its values. */
  Emission(Object[] keys, ValueList[] values) {
    this.keys = keys;
    this.values = values;
  }

  int size() {
    return keys.length;
  }

  Object key(int index) {
    return keys[index];
  }

  ValueList values(int index) {
    return values[index];
  }

  /** The values of a key; null if nothing was emitted to it. */
  @Nullable ValueList valuesOf(Object key) {
    for (int i = 0; i < keys.length; i++) {
      if (areSame(keys[i], key)) {
        return values[i];
      }
    }
    return null;
  }

  /** The same keys, of which the values are not known. */
  Emission withoutValues() {
    return new Emission(keys, NO_VALUES);
  }

  /** Keys and values, for comparison and messages. */
  List<List<Object>> describe() {
    List<List<Object>> pairs = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      pairs.add(List.of(keys[i], values[i]));
    }
    return pairs;
  }

  /** The distinct keys; not to be changed. */
  Object[] keys() {
    return keys;
  }

  /** The distinct keys, where those are the same that are the same JSON. */
  Set<Object> keySet() {
    Set<Object> set = Collections.newSetFromMap(new KeyMap<>());
    Collections.addAll(set, keys);
    return set;
  }

  /** Whether something was emitted to a key that is the same JSON. */
  boolean contains(Object key) {
    for (Object each : keys) {
      if (areSame(each, key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean areSame(Object one, Object other) {
    return one.equals(other)
        || (one.getClass() != other.getClass() && CanonicalOrder.INSTANCE.compare(one, other) == 0);
  }

  /** Whether nothing was emitted, or only to {@code key}. */
  boolean isOnly(Object key) {
    return keys.length == 0 || (keys.length == 1 && keys[0].equals(key));
  }
}
