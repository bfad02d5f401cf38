package io.skipruntime.engine.table;

import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one version of a collection by hash, beside its tree, for a collection of which
 * many entries are looked up: an entry is found in one or two places of memory instead of one for
 * each level.
 *
 * <p>Whoever has it keeps it up to date. Several threads may look up keys while none changes it.
 */
public final class HashIndex {

  private final KeyMap<Object> kept = new KeyMap<>();

  private HashIndex() {}

  /** The index of a collection. */
  public static HashIndex of(TickMap<Object, ValueList> contents) {
    HashIndex index = new HashIndex();
    contents.forEach(index::put);
    return index;
  }

  /** The values of a key; null if there are none. */
  public @Nullable ValueList get(Object key) {
    Object found = kept.get(key);
    return found == null ? null : ValueList.wrapped(found);
  }

  /** Gives a key other values, or none. */
  public void put(Object key, @Nullable ValueList values) {
    if (values == null) {
      kept.remove(key);
    } else {
      kept.put(key, ValueList.unwrapped(values));
    }
  }
}
