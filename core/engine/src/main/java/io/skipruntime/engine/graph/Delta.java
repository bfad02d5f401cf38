package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.EntryBlock;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one collection that a transaction changed, with the values they had before and have
 * now. Each key is held once, and its values now differ from those before.
 *
 * <ul>
 *   <li>{@code cells} has, for each key, the key, the values before and those now: nearly all
 *       deltas are of one key, and are made for every collection that a write reaches.
 * </ul>
 */
public final class Delta implements EntryBlock, Iterable<Object> {

  private static final int CELLS = 3;

  private @Nullable Object[] cells;
  private int size;

  /** No keys yet, with room for some. */
  Delta(int capacity) {
    cells = new Object[capacity * CELLS];
  }

  /** Adds a key that was not added before. */
  void add(Object key, @Nullable ValueList valuesBefore, @Nullable ValueList valuesAfter) {
    int at = size * CELLS;
    if (at == cells.length) {
      cells = Arrays.copyOf(cells, Math.max(size * 2, 8) * CELLS);
    }
    cells[at] = key;
    cells[at + 1] = valuesBefore;
    cells[at + 2] = valuesAfter;
    size++;
  }

  /** The number of changed keys. */
  @Override
  public int size() {
    return size;
  }

  /** A changed key. */
  @Override
  public Object key(int index) {
    return Objects.requireNonNull(cells[Objects.checkIndex(index, size) * CELLS]);
  }

  /** The values that the key at {@code index} had before; null if it was not there. */
  public @Nullable ValueList before(int index) {
    return (ValueList) cells[Objects.checkIndex(index, size) * CELLS + 1];
  }

  /** The values that the key at {@code index} has now; null if it is gone. */
  public @Nullable ValueList after(int index) {
    return (ValueList) cells[Objects.checkIndex(index, size) * CELLS + 2];
  }

  @Override
  public List<?> values(int index) {
    ValueList after = after(index);
    return after == null ? List.of() : after;
  }

  /** The changed keys, in the order they were added. */
  public Object[] keys() {
    Object[] keys = new Object[size];
    for (int i = 0; i < size; i++) {
      keys[i] = key(i);
    }
    return keys;
  }

  /** The values of the {@link #keys} now; null for one that is gone. */
  public @Nullable ValueList[] valuesAfter() {
    @Nullable ValueList[] values = new ValueList[size];
    for (int i = 0; i < size; i++) {
      values[i] = after(i);
    }
    return values;
  }

  /** The changed keys. */
  @Override
  public Iterator<Object> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public Object next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        return key(next++);
      }
    };
  }
}
