package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;

/**
 * The undoing of the changes of a delta that were made in place: the tick that each key had before,
 * in the order of the delta, which has the values.
 */
final class InPlaceUndo {

  private final Delta changes;
  private final long[] ticks;
  private int size;

  /** Nothing yet, of changes of which none has been made. */
  InPlaceUndo(Delta changes) {
    this.changes = changes;
    this.ticks = new long[changes.size()];
  }

  /**
   * Notes that the next change was made.
   *
   * @param tickBefore as in {@link TickMap.Editor#tickBefore}
   */
  void add(long tickBefore) {
    ticks[size++] = tickBefore;
  }

  /** Takes all changes back, the last one first. */
  void takeBack(TickMap.Editor<Object, ValueList> editor) {
    for (int i = size - 1; i >= 0; i--) {
      editor.takeBack(changes.key(i), changes.before(i), ticks[i]);
    }
  }
}
