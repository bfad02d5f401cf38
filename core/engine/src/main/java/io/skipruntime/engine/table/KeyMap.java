package io.skipruntime.engine.table;

import io.skipruntime.json.CanonicalOrder;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table by keys in normal form, where keys that are the same JSON are one key, of whatever
 * classes they are.
 *
 * <p>Among values of one class, {@code equals} says just that (see {@link
 * io.skipruntime.json.CanonicalKey}), unless their parts may be of several ({@link Sameness}). So
 * the table is hashed while all keys are of one such class, as {@code long}s if that is {@code
 * Long}, and sorted by {@link CanonicalOrder} from the first other key on.
 *
 * <p>Several threads may look up keys at the same time, while none changes the table.
 *
 * @param <V> type of what the keys are mapped to
 */
public final class KeyMap<V> extends AbstractMap<Object, V> {

  private @Nullable Class<?> keyClass;
  private final boolean isOrdered;
  private volatile Map<Object, V> entries = Map.of();

  private KeyMap(boolean isOrdered) {
    this.isOrdered = isOrdered;
  }

  /** An empty table in no particular order. */
  public KeyMap() {
    this(false);
  }

  /** An empty table in the order in which keys come, for as long as they are of one class. */
  public static <V> KeyMap<V> ordered() {
    return new KeyMap<>(true);
  }

  private Map<Object, V> hashed(Object firstKey) {
    if (keyClass == Sameness.UNKNOWN) {
      return new TreeMap<>(CanonicalOrder.INSTANCE);
    }
    if (isOrdered) {
      return new LinkedHashMap<>();
    }
    return firstKey instanceof Long ? new LongTable<>() : new HashMap<>();
  }

  /** The entries, so that {@code key} is found there if it is in the table. */
  private Map<Object, V> entriesFor(Object key) {
    Map<Object, V> present = entries;
    return key.getClass() == keyClass
            || Sameness.kind(key) == keyClass
            || present instanceof TreeMap
        ? present
        : sorted();
  }

  private synchronized Map<Object, V> sorted() {
    if (!(entries instanceof TreeMap)) {
      Map<Object, V> all = new TreeMap<>(CanonicalOrder.INSTANCE);
      all.putAll(entries);
      entries = all;
    }
    return entries;
  }

  @Override
  public @Nullable V get(Object key) {
    return keyClass == null ? null : entriesFor(key).get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public @Nullable V put(Object key, V value) {
    if (keyClass == null) {
      keyClass = Sameness.kind(key);
      entries = hashed(key);
    }
    return entriesFor(key).put(key, value);
  }

  @Override
  public @Nullable V remove(Object key) {
    return keyClass == null ? null : entriesFor(key).remove(key);
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public void clear() {
    if (keyClass != null) {
      entries.clear();
    }
  }

  @Override
  public Set<Map.Entry<Object, V>> entrySet() {
    return entries.entrySet();
  }
}
