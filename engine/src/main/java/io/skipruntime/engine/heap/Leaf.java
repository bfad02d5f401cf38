package io.skipruntime.engine.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries in key order, in parallel arrays. An entry without value is a tombstone.
 *
 * <p>Only this class and {@link Search} know how keys are stored, so that keys of one primitive
 * type can be stored as such one day.
 */
final class Leaf extends Tree {

  static final Leaf EMPTY = new Leaf(Leaf.class, 0);

  Object[] keys;
  @Nullable Object[] values;
  long[] ticks;

  Leaf(Object owner, int capacity) {
    super(owner);
    keys = new Object[capacity];
    values = new Object[capacity];
    ticks = new long[capacity];
  }

  @Override
  int levels() {
    return 0;
  }

  @Override
  Leaf copy(Object editor, int width) {
    Leaf copy = new Leaf(editor, Math.min(width, count + 1));
    copy.append(this, 0, count);
    copy.lastTick = lastTick;
    return copy;
  }

  @Override
  @Nullable Object lowest() {
    return count == 0 ? null : keys[0];
  }

  void set(int at, @Nullable Object value, long tick) {
    values[at] = value;
    ticks[at] = tick;
    lastTick = Math.max(lastTick, tick);
  }

  void insert(int at, Object key, @Nullable Object value, long tick) {
    if (count == keys.length) {
      grow();
    }
    if (at < count) {
      System.arraycopy(keys, at, keys, at + 1, count - at);
      System.arraycopy(values, at, values, at + 1, count - at);
      System.arraycopy(ticks, at, ticks, at + 1, count - at);
    }
    keys[at] = key;
    count++;
    set(at, value, tick);
  }

  private void grow() {
    int capacity = Math.min(WIDTH, Math.max(4, count * 2));
    keys = Arrays.copyOf(keys, capacity);
    values = Arrays.copyOf(values, capacity);
    ticks = Arrays.copyOf(ticks, capacity);
  }

  /** Moves the entries from {@code at} on to a new leaf. */
  Leaf split(int at, Object editor, int width) {
    Leaf right = new Leaf(editor, at == count ? Math.min(width, 4) : width);
    right.append(this, at, count);
    right.lastTick = lastTick;
    Arrays.fill(keys, at, count, null);
    Arrays.fill(values, at, count, null);
    count = at;
    return right;
  }

  private void append(Leaf other, int from, int to) {
    int length = to - from;
    System.arraycopy(other.keys, from, keys, count, length);
    System.arraycopy(other.values, from, values, count, length);
    System.arraycopy(other.ticks, from, ticks, count, length);
    count += length;
  }
}
