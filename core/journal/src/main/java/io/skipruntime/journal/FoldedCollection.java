package io.skipruntime.journal;

import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.journal.record.ListBlock;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a stored collection, with some keys changed.
 *
 * <ul>
 *   <li>{@code changed} has the new values of a key, none if it is gone; keys are in canonical
 *       order, as those of {@code base} are.
 * </ul>
 *
 * <p>Used by one thread.
 */
final class FoldedCollection {

  private static final int BLOCK_ENTRIES = 1_000;

  private final CollectionId id;
  private final TreeMap<Object, List<?>> changed = new TreeMap<>(CanonicalOrder.INSTANCE);
  private StoredCollection base;

  /** An empty collection. */
  FoldedCollection(CollectionId id) {
    this.id = id;
    this.base = new StoredCollection(id, 0, List.of());
  }

  /** The entries of a stored collection. */
  FoldedCollection(StoredCollection stored) {
    this.id = stored.collection();
    this.base = stored;
  }

  /** Removes all entries. */
  void clear() {
    changed.clear();
    base = new StoredCollection(id, 0, List.of());
  }

  /** Puts entries in the place of those of the same keys; of a key without values none stays. */
  void put(EntryBlock block) {
    for (int i = 0; i < block.size(); i++) {
      changed.put(block.key(i), block.values(i));
    }
  }

  /** All entries. */
  StoredCollection stored() {
    if (changed.isEmpty()) {
      return base;
    }
    Iterable<EntryBlock> blocks = Merging::new;
    long size = 0;
    for (EntryBlock block : blocks) {
      size += block.size();
    }
    return new StoredCollection(id, size, blocks);
  }

  /** Goes through the entries of both, in order. */
  private final class Merging implements Iterator<EntryBlock> {
    private final Iterator<EntryBlock> blocks = base.blocks().iterator();
    private final Iterator<Map.Entry<Object, List<?>>> changes = changed.entrySet().iterator();
    private @Nullable EntryBlock block;
    private int at;
    private Map.@Nullable Entry<Object, List<?>> change = changes.hasNext() ? changes.next() : null;
    private @Nullable EntryBlock next = merge();

    /** The next block of the base that has an entry at {@code at}; null if there is none. */
    private @Nullable EntryBlock base() {
      while ((block == null || at == block.size()) && blocks.hasNext()) {
        block = blocks.next();
        at = 0;
      }
      return block == null || at == block.size() ? null : block;
    }

    private @Nullable EntryBlock merge() {
      List<Object> keys = new ArrayList<>();
      List<List<?>> values = new ArrayList<>();
      while (keys.size() < BLOCK_ENTRIES) {
        EntryBlock present = base();
        Map.Entry<Object, List<?>> replacing = change;
        if (present == null && replacing == null) {
          break;
        }
        int order =
            present == null
                ? 1
                : replacing == null
                    ? -1
                    : CanonicalOrder.INSTANCE.compare(present.key(at), replacing.getKey());
        if (present != null && order <= 0) {
          if (order < 0) {
            keys.add(present.key(at));
            values.add(present.values(at));
          }
          at++;
        }
        if (replacing != null && order >= 0) {
          if (!replacing.getValue().isEmpty()) {
            keys.add(replacing.getKey());
            values.add(replacing.getValue());
          }
          change = changes.hasNext() ? changes.next() : null;
        }
      }
      return keys.isEmpty() ? null : new ListBlock(keys, values, List.of());
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public EntryBlock next() {
      EntryBlock result = next;
      if (result == null) {
        throw new NoSuchElementException();
      }
      next = merge();
      return result;
    }
  }
}
