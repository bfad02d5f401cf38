package io.skipruntime.engine.heap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loader of the tree of entries that come in key order, each with a tick of its own: full leaves
 * first, then level by level what is above them, so that no entry is looked for or moved (the bulk
 * loading of B-trees: Comer, <cite>The Ubiquitous B-Tree</cite>).
 *
 * <ul>
 *   <li>{@code keys}, {@code values} and {@code ticks} have the {@code count} entries that are not
 *       in one of the {@code leaves} yet; {@code firstKeys} has the first key of each leaf.
 * </ul>
 */
abstract class TreeLoader {

  private final Search search;
  private final Object[] keys;
  private final @Nullable Object[] values;
  private final long[] ticks;
  private int count;
  private final List<Tree> leaves = new ArrayList<>();
  private final List<Object> firstKeys = new ArrayList<>();
  private @Nullable Object lastKey;
  private long lastTick;

  TreeLoader(Search search) {
    this.search = search;
    this.keys = new Object[search.width()];
    this.values = new Object[search.width()];
    this.ticks = new long[search.width()];
  }

  /** Adds an entry, deleted if it has no value. */
  final void append(Object key, @Nullable Object value, long tick) {
    if (lastKey != null && search.compare(lastKey, key) >= 0) {
      throw new IllegalArgumentException("key " + key + " comes after " + lastKey);
    }
    if (count == keys.length) {
      finishLeaf();
    }
    keys[count] = key;
    values[count] = value;
    ticks[count] = tick;
    count++;
    lastKey = key;
    lastTick = Math.max(lastTick, tick);
  }

  private void finishLeaf() {
    firstKeys.add(keys[0]);
    leaves.add(
        Leaf.of(
            column(keys, count), Column.packed(Arrays.copyOf(values, count), count), ticks, count));
    count = 0;
  }

  private Object column(Object[] elements, int length) {
    Object column = Arrays.copyOf(elements, length);
    return search.none() == Column.NO_LONGS ? Column.packed(column, length) : column;
  }

  /** The largest tick. */
  final long lastTick() {
    return lastTick;
  }

  /** The tree of all entries. */
  final Tree finish() {
    if (count > 0) {
      finishLeaf();
    }
    if (leaves.isEmpty()) {
      return new Leaf(search.none(), 0);
    }
    List<Tree> level = leaves;
    List<Object> first = firstKeys;
    while (level.size() > 1) {
      List<Tree> above = new ArrayList<>();
      List<Object> firstAbove = new ArrayList<>();
      int nodes = Math.ceilDiv(level.size(), search.width());
      for (int i = 0; i < nodes; i++) {
        int from = (int) ((long) level.size() * i / nodes);
        int to = (int) ((long) level.size() * (i + 1) / nodes);
        above.add(
            Inner.of(
                column(first.subList(from, to).toArray(), to - from),
                level.subList(from, to).toArray(Tree[]::new)));
        firstAbove.add(first.get(from));
      }
      level = above;
      first = firstAbove;
    }
    return level.getFirst();
  }
}
