package io.skipruntime.engine.heap;

import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table by keys in normal form, where keys that are the same JSON are one key, of whatever
 * classes they are.
 *
 * <p>Among values of one class, {@code equals} says just that (see {@link
 * io.skipruntime.json.CanonicalKey}). So the table is hashed while all keys are of one class, and
 * sorted by {@link CanonicalOrder} from the first key of another class on.
 *
 * @param <V> type of what the keys are mapped to
 */
public final class KeyMap<V> extends AbstractMap<Object, V> {

  private @Nullable Class<?> keyClass;
  private boolean sorted;
  private Map<Object, V> entries;

  /** An empty table, hashed by the given empty map for as long as that will do. */
  public KeyMap(Map<Object, V> hashed) {
    this.entries = hashed;
  }

  /** An empty table in no particular order. */
  public KeyMap() {
    this(new HashMap<>());
  }

  private Map<Object, V> entriesFor(Object key) {
    if (!sorted && key.getClass() != keyClass) {
      sortIfOfAnotherClass(key);
    }
    return entries;
  }

  private void sortIfOfAnotherClass(Object key) {
    Class<?> type = hashedAs(key);
    if (keyClass == null) {
      keyClass = type;
    } else if (keyClass != type) {
      Map<Object, V> all = new TreeMap<>(CanonicalOrder.INSTANCE);
      all.putAll(entries);
      entries = all;
      sorted = true;
    }
  }

  private static Class<?> hashedAs(Object key) {
    return switch (key) {
      case Json json -> Json.class;
      case List<?> list -> List.class;
      default -> key.getClass();
    };
  }

  @Override
  public @Nullable V get(Object key) {
    return entriesFor(key).get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return entriesFor(key).containsKey(key);
  }

  @Override
  public @Nullable V put(Object key, V value) {
    return entriesFor(key).put(key, value);
  }

  @Override
  public @Nullable V remove(Object key) {
    return entriesFor(key).remove(key);
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public void clear() {
    entries.clear();
  }

  @Override
  public Set<Map.Entry<Object, V>> entrySet() {
    return entries.entrySet();
  }
}
