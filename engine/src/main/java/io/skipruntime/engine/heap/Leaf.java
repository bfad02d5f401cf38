package io.skipruntime.engine.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries in key order, in parallel arrays. An entry without value is a tombstone.
 *
 * <ul>
 *   <li>{@link #ticks} is null while all entries have the same {@link #tick}, {@link #lastTick}: a
 *       loaded leaf has no array of ticks until one of its entries changes.
 * </ul>
 */
final class Leaf extends Tree {

  @Nullable Object[] values;
  private long @Nullable [] ticks;

  /** An empty leaf. */
  Leaf(Object keys, long tick) {
    super(NOBODY, keys);
    values = new Object[0];
    lastTick = tick;
  }

  private Leaf(Object owner, Leaf original, int capacity) {
    super(owner, original);
    values = new Object[capacity];
    System.arraycopy(original.values, 0, values, 0, count);
  }

  private Leaf(
      Object owner, Object keys, @Nullable Object[] values, long @Nullable [] ticks, long tick) {
    super(owner, keys);
    this.values = values;
    this.ticks = ticks;
    count = values.length;
    lastTick = tick;
    recount();
  }

  /** A copy that an editor of {@code tick} owns, with room for more entries. */
  Leaf copy(Object editor, int room, long tick) {
    Leaf copy = new Leaf(editor, this, count + room);
    if (count > 0 && (tick != lastTick || ticks != null)) {
      copy.ticks = ticks(0, count, count + room);
    }
    copy.lastTick = tick;
    return copy;
  }

  @Override
  int levels() {
    return 0;
  }

  @Override
  int leaves() {
    return 1;
  }

  long tick(int at) {
    long[] own = ticks;
    return own == null ? lastTick : own[at];
  }

  private long[] ticks(int from, int to, int capacity) {
    long[] copy = new long[capacity];
    long[] own = ticks;
    if (own == null) {
      Arrays.fill(copy, 0, to - from, lastTick);
    } else {
      System.arraycopy(own, from, copy, 0, to - from);
    }
    return copy;
  }

  /** Sets the value of an entry at {@link #lastTick}, to null if it is deleted. */
  void set(int at, @Nullable Object value) {
    values[at] = value;
    long[] own = ticks;
    if (own != null) {
      own[at] = lastTick;
    }
  }

  /** Inserts an entry at {@link #lastTick}, not counting it. */
  void insert(int at, Object key, Object value, int width) {
    insertKey(at, key, width);
    if (count == values.length) {
      values = Arrays.copyOf(values, Keys.grown(count, width));
    }
    long[] own = ticks;
    if (own != null && own.length < values.length) {
      own = Arrays.copyOf(own, values.length);
      ticks = own;
    }
    if (at < count) {
      System.arraycopy(values, at, values, at + 1, count - at);
      if (own != null) {
        System.arraycopy(own, at, own, at + 1, count - at);
      }
    }
    count++;
    set(at, value);
  }

  /** Moves the entries from {@code at} on to a new leaf. */
  Leaf split(int at, Object editor) {
    int to = count;
    Leaf right =
        new Leaf(
            editor,
            Keys.copy(keys, at, to, to - at),
            Arrays.copyOfRange(values, at, to),
            ticks == null || at == to ? null : ticks(at, to, to - at),
            lastTick);
    Arrays.fill(values, at, to, null);
    cutKeys(at);
    recount();
    return right;
  }

  /** The leaf without its tombstones up to {@code tick}; itself if there are none. */
  Leaf withoutTombstones(long tick) {
    int[] kept = new int[count];
    int length = 0;
    for (int at = 0; at < count; at++) {
      if (values[at] != null || tick(at) > tick) {
        kept[length++] = at;
      }
    }
    if (length == count) {
      return this;
    }
    @Nullable Object[] keptValues = new Object[length];
    long[] keptTicks = new long[length];
    for (int i = 0; i < length; i++) {
      keptValues[i] = values[kept[i]];
      keptTicks[i] = tick(kept[i]);
    }
    Object keptKeys = Keys.select(keys, kept, length);
    return new Leaf(NOBODY, keptKeys, keptValues, keptTicks, lastTick);
  }

  @Override
  Leaf followedBy(Tree next, Object nextKey) {
    Leaf right = (Leaf) next;
    int both = count + right.count;
    @Nullable Object[] bothValues = Arrays.copyOf(values, both);
    System.arraycopy(right.values, 0, bothValues, count, right.count);
    long @Nullable [] bothTicks = null;
    if (ticks != null || right.ticks != null || lastTick != right.lastTick) {
      bothTicks = ticks(0, count, both);
      System.arraycopy(right.ticks(0, right.count, right.count), 0, bothTicks, count, right.count);
    }
    Object bothKeys = Keys.concatenate(keys, count, right.keys, right.count);
    long tick = Math.max(lastTick, right.lastTick);
    return new Leaf(NOBODY, bothKeys, bothValues, bothTicks, tick);
  }

  private void recount() {
    tombstones = 0;
    for (int at = 0; at < count; at++) {
      if (values[at] == null) {
        firstDeletion = tombstones == 0 ? tick(at) : Math.min(firstDeletion, tick(at));
        tombstones++;
      }
    }
    size = count - tombstones;
  }
}
