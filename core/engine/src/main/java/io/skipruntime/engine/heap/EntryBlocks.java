package io.skipruntime.engine.heap;

import io.skipruntime.engine.spi.EntryBlock;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a collection, block by block, read from an immutable version while they are asked
 * for. May be gone through several times, by several threads.
 */
public final class EntryBlocks implements Iterable<EntryBlock> {

  private static final int ENTRIES = 1024;

  private final Supplier<TickMap.Cursor<Object, ValueList>> cursors;

  private EntryBlocks(Supplier<TickMap.Cursor<Object, ValueList>> cursors) {
    this.cursors = cursors;
  }

  /** The entries of a collection without deleted ones. */
  public static EntryBlocks of(TickMap<Object, ValueList> contents) {
    return new EntryBlocks(contents::cursor);
  }

  /** The entries of a collection, deleted ones included. */
  public static EntryBlocks withDeleted(TickMap<Object, ValueList> contents) {
    return new EntryBlocks(contents::history);
  }

  @Override
  public Iterator<EntryBlock> iterator() {
    return new Iterator<>() {
      private final TickMap.Cursor<Object, ValueList> cursor = cursors.get();
      private boolean hasNext = cursor.next();

      @Override
      public boolean hasNext() {
        return hasNext;
      }

      @Override
      public EntryBlock next() {
        if (!hasNext) {
          throw new NoSuchElementException();
        }
        Block block = new Block();
        while (hasNext && block.size < ENTRIES) {
          block.add(cursor.key(), cursor.valueOrNull(), cursor.tick());
          hasNext = cursor.next();
        }
        return block;
      }
    };
  }

  private static final class Block implements EntryBlock {
    private final Object[] keys = new Object[ENTRIES];
    private final @Nullable ValueList[] values = new ValueList[ENTRIES];
    private final long[] ticks = new long[ENTRIES];
    private int size;

    void add(Object key, @Nullable ValueList valuesOfKey, long tick) {
      keys[size] = key;
      values[size] = valuesOfKey;
      ticks[size] = tick;
      size++;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Object key(int index) {
      return keys[Objects.checkIndex(index, size)];
    }

    @Override
    public List<?> values(int index) {
      ValueList present = values[Objects.checkIndex(index, size)];
      return present == null ? List.of() : present;
    }

    @Override
    public long tick(int index) {
      return ticks[Objects.checkIndex(index, size)];
    }
  }
}
