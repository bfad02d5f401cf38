package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a transaction has made to contents in place, to be taken back: each key with the
 * values and the tick that it had before, in the order of the changes.
 */
final class InPlaceUndo {

  private @Nullable Object[] cells;
  private long[] ticks;
  private int size;

  /** Nothing yet, with room for so many keys. */
  InPlaceUndo(int capacity) {
    cells = new Object[2 * capacity];
    ticks = new long[capacity];
  }

  /**
   * Notes a change.
   *
   * @param before the values that the key had; null if it had none
   * @param tickBefore as in {@link TickMap.Editor#tickBefore}
   */
  void add(Object key, @Nullable ValueList before, long tickBefore) {
    if (size == ticks.length) {
      cells = Arrays.copyOf(cells, 4 * size);
      ticks = Arrays.copyOf(ticks, 2 * size);
    }
    cells[2 * size] = key;
    cells[2 * size + 1] = before;
    ticks[size++] = tickBefore;
  }

  /** Takes all changes back, the last one first. */
  void takeBack(TickMap.Editor<Object, ValueList> editor) {
    for (int i = size - 1; i >= 0; i--) {
      Object key = cells[2 * i];
      if (key != null) {
        editor.takeBack(key, (ValueList) cells[2 * i + 1], ticks[i]);
      }
    }
  }
}
