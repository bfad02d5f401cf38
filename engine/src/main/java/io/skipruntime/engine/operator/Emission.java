package io.skipruntime.engine.operator;

import io.skipruntime.engine.heap.KeyMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a mapper emitted for one source entry: distinct keys in the order of their first emission,
 * and the values of each.
 */
final class Emission {

  /** Nothing. */
  static final Emission NONE = new Emission(new Object[0], new ValueList[0]);

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
      if (each.equals(key)
          || (each.getClass() != key.getClass()
              && CanonicalOrder.INSTANCE.compare(each, key) == 0)) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing was emitted, or only to {@code key}. */
  boolean isOnly(Object key) {
    return keys.length == 0 || (keys.length == 1 && keys[0].equals(key));
  }
}
