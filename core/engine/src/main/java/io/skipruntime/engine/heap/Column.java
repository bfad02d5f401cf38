package io.skipruntime.engine.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a node's keys, or of a leaf's values, in order: a {@code long[]} while all are
 * {@code Long}, else an {@code Object[]}. A column of keys is a {@code long[]} only if the order of
 * the map allows it ({@link Search#none}).
 *
 * <p>A {@code long[]} takes a third of the space of boxed numbers, and is searched and compared
 * without following references. It becomes an {@code Object[]} when an element of another class
 * comes, or none in the place of a deleted value, and stays one until it is {@link #packed}. An
 * array may have more elements than the node has entries.
 */
final class Column {

  private static final int SMALLEST = 4;

  static final Object NO_LONGS = new long[0];
  static final Object NO_OBJECTS = new Object[0];

  private Column() {}

  static Object get(Object column, int at) {
    return column instanceof long[] longs ? (Object) longs[at] : ((Object[]) column)[at];
  }

  /** As {@link #get} of a column that may be without some elements. */
  static @Nullable Object getOrNull(Object column, int at) {
    return column instanceof long[] longs ? (Object) longs[at] : ((@Nullable Object[]) column)[at];
  }

  /** Whether the column has an element at an index. */
  static boolean has(Object column, int at) {
    return column instanceof long[] || ((@Nullable Object[]) column)[at] != null;
  }

  /** How many elements the array has room for. */
  static int capacity(Object column) {
    return column instanceof long[] longs ? longs.length : ((Object[]) column).length;
  }

  /** Replaces one of {@code count} elements; the result is the same array if it can store it. */
  static Object set(Object column, int count, int at, @Nullable Object element) {
    if (column instanceof long[] longs) {
      if (element instanceof Long number) {
        longs[at] = number;
        return longs;
      }
      @Nullable Object[] boxed = boxed(longs, count);
      boxed[at] = element;
      return boxed;
    }
    ((@Nullable Object[]) column)[at] = element;
    return column;
  }

  /** How many elements an array gets that must hold one more than {@code count}. */
  static int grown(int count, int width) {
    return Math.min(width, Math.max(SMALLEST, 2 * count));
  }

  /** A new array of the elements from index {@code from} to {@code to}, with room for more. */
  static Object copy(Object column, int from, int to, int capacity) {
    if (column instanceof long[] longs) {
      long[] copy = new long[capacity];
      System.arraycopy(longs, from, copy, 0, to - from);
      return copy;
    }
    Object[] copy = new Object[capacity];
    System.arraycopy((Object[]) column, from, copy, 0, to - from);
    return copy;
  }

  /** Inserts an element; the result is the same array if it has room and can store it. */
  static Object insert(Object column, int count, int at, Object element, int width) {
    if (column instanceof long[] longs) {
      if (element instanceof Long number) {
        return insertLong(longs, count, at, number, width);
      }
      return insertObject(boxed(longs, count), count, at, element, width);
    }
    return insertObject((Object[]) column, count, at, element, width);
  }

  private static long[] insertLong(long[] column, int count, int at, long element, int width) {
    long[] to = count < column.length ? column : Arrays.copyOf(column, grown(count, width));
    if (at < count) {
      System.arraycopy(to, at, to, at + 1, count - at);
    }
    to[at] = element;
    return to;
  }

  private static Object[] insertObject(
      Object[] column, int count, int at, Object element, int width) {
    Object[] to = count < column.length ? column : Arrays.copyOf(column, grown(count, width));
    if (at < count) {
      System.arraycopy(to, at, to, at + 1, count - at);
    }
    to[at] = element;
    return to;
  }

  /** Forgets the elements from index {@code from} on, so that none is kept alive. */
  static void clear(Object column, int from, int count) {
    if (column instanceof Object[] objects) {
      Arrays.fill(objects, from, count, null);
    }
  }

  /** The elements at the first {@code length} indices of {@code chosen}. */
  static Object select(Object column, int[] chosen, int length) {
    if (column instanceof long[] longs) {
      long[] selected = new long[length];
      for (int i = 0; i < length; i++) {
        selected[i] = longs[chosen[i]];
      }
      return selected;
    }
    Object[] selected = new Object[length];
    for (int i = 0; i < length; i++) {
      selected[i] = ((Object[]) column)[chosen[i]];
    }
    return selected;
  }

  /** The elements of a node and those of the next. */
  static Object concatenate(Object left, int leftCount, Object right, int rightCount) {
    int count = leftCount + rightCount;
    if (left instanceof long[] && right instanceof long[]) {
      Object both = copy(left, 0, leftCount, count);
      System.arraycopy(right, 0, both, leftCount, rightCount);
      return both;
    }
    Object[] both = Arrays.copyOf(boxed(left, leftCount), count);
    System.arraycopy(boxed(right, rightCount), 0, both, leftCount, rightCount);
    return both;
  }

  /** The array itself, or a copy of a {@code long[]}. */
  static Object[] boxed(Object column, int count) {
    if (!(column instanceof long[] longs)) {
      return (Object[]) column;
    }
    Object[] boxed = new Object[Math.max(SMALLEST, longs.length)];
    for (int i = 0; i < count; i++) {
      boxed[i] = longs[i];
    }
    return boxed;
  }

  /** A column of all elements of another that has room for no more: numbers, if all are. */
  static Object packed(Object column, int count) {
    if (column instanceof long[] || !(count > 0)) {
      return column;
    }
    @Nullable Object[] objects = (@Nullable Object[]) column;
    long[] longs = new long[count];
    for (int i = 0; i < count; i++) {
      if (!(objects[i] instanceof Long number)) {
        return column;
      }
      longs[i] = number;
    }
    return longs;
  }
}
