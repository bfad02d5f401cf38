package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.table.HashIndex;
import org.jspecify.annotations.Nullable;

/**
 * The lookups of entries of a collection: in its tree, or in a hash index beside that once it pays.
 *
 * <ul>
 *   <li>{@code index} has the contents, if there is one, whenever a function may look them up. It
 *       is made when functions have read so many entries, {@code reads}, or are about to, that it
 *       costs no more than their lookups.
 * </ul>
 */
final class LookupIndex {

  /** A smaller collection is a leaf or two. */
  private static final int WORTH_INDEXING = 64;

  /** An index costs about as much as so many lookups by entry, and saves more. */
  private static final int ENTRIES_PER_READ = 16;

  private @Nullable HashIndex index;
  private long reads;

  /** The values of a key; null if there are none. */
  @Nullable ValueList get(Object key, TickMap<Object, ValueList> contents) {
    HashIndex known = index;
    return known == null ? contents.get(key) : known.get(key);
  }

  /** The values of keys, fastest if these are in order; null for one that is not there. */
  @Nullable ValueList[] getAll(Object[] keys, TickMap<Object, ValueList> contents) {
    @Nullable ValueList[] values = new ValueList[keys.length];
    HashIndex known = index;
    TickMap.Finder<Object, ValueList> finder = contents.finder();
    for (int i = 0; i < keys.length; i++) {
      values[i] = known == null ? finder.get(keys[i]) : known.get(keys[i]);
    }
    return values;
  }

  /** Notes that a source entry has read a key that it had not read before. */
  void readAdded(TickMap<Object, ValueList> contents) {
    reads++;
    expectReads(reads, contents);
  }

  /** Prepares for so many lookups. */
  void expectReads(long count, TickMap<Object, ValueList> contents) {
    int size = contents.size();
    if (index == null && size >= WORTH_INDEXING && count >= size / ENTRIES_PER_READ) {
      index = HashIndex.of(contents);
    }
  }

  /** Follows a change of the contents; without a delta the index is given up. */
  void changed(@Nullable Delta delta) {
    HashIndex known = index;
    if (known == null || delta == null) {
      index = null;
      return;
    }
    for (int i = 0; i < delta.size(); i++) {
      known.put(delta.key(i), delta.after(i));
    }
  }

  /** Takes the changes of a transaction back. */
  void restored(@Nullable Delta delta) {
    HashIndex known = index;
    if (known == null || delta == null) {
      index = null;
      return;
    }
    for (int i = delta.size() - 1; i >= 0; i--) {
      known.put(delta.key(i), delta.before(i));
    }
  }
}
