package io.skipruntime.engine.table;

import io.skipruntime.json.CanonicalOrder;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A table by keys in normal form, where keys that are the same JSON are one key, of whatever
 * classes they are.
 *
 * <p>Among values of one class, {@code equals} says just that (see {@link
 * io.skipruntime.json.CanonicalKey}), unless their parts may be of several ({@link Sameness}). So
 * the table is hashed while all keys are of one such class, as {@code long}s if that is {@code
 * Long}, and sorted by {@link CanonicalOrder} from the first other key on. It is also sorted from
 * then on that many keys have one hash code, so that no keys make it slow.
 *
 * <p>Several threads may look up keys at the same time, while none changes the table.
 *
 * @param <V> type of what the keys are mapped to
 */
public final class KeyMap<V> extends AbstractMap<Object, V> {

  private @Nullable Class<?> keyClass;
  private final boolean isOrdered;
  private final Supplier<Map<Object, V>> ofLongs;
  private volatile Map<Object, V> entries = Map.of();

  private KeyMap(boolean isOrdered, Supplier<Map<Object, V>> ofLongs) {
    this.isOrdered = isOrdered;
    this.ofLongs = ofLongs;
  }

  /** An empty table in no particular order. */
  public KeyMap() {
    this(LongTable::new);
  }

  /**
   * An empty table in no particular order.
   *
   * @param ofLongs makes the table of keys that are all {@code Long}
   */
  public KeyMap(Supplier<Map<Object, V>> ofLongs) {
    this(false, ofLongs);
  }

  /** An empty table in the order in which keys come, for as long as it is not sorted. */
  public static <V> KeyMap<V> ordered() {
    return new KeyMap<>(true, LongTable::new);
  }

  /** An empty set of keys, where those are one that are the same JSON. */
  public static Set<Object> newSet() {
    return Collections.newSetFromMap(new KeyMap<>());
  }

  private Map<Object, V> hashed(Object firstKey) {
    if (keyClass == Sameness.UNKNOWN) {
      return new TreeMap<>(CanonicalOrder.INSTANCE);
    }
    return firstKey instanceof Long && !isOrdered ? ofLongs.get() : new EntryTable<>();
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
    V before = entriesFor(key).put(key, value);
    if (entries instanceof EntryTable<V> table && table.isFlooded()) {
      sorted();
    }
    return before;
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
