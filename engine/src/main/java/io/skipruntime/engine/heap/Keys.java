package io.skipruntime.engine.heap;

import java.util.Arrays;

/**
 * How the keys of a node are stored, in order: as a {@code long[]} while all are {@code Long} and
 * the order of the map allows it ({@link Search#none}), else as an {@code Object[]}.
 *
 * <p>A {@code long[]} takes a third of the space of boxed keys and is searched without following
 * references. It becomes an {@code Object[]} when a key of another class comes, and stays one. An
 * array may have more elements than the node has keys.
 */
final class Keys {

  private static final int SMALLEST = 4;

  static final Object NO_LONGS = new long[0];
  static final Object NO_OBJECTS = new Object[0];

  private Keys() {}

  static Object get(Object keys, int at) {
    return keys instanceof long[] longs ? (Object) longs[at] : ((Object[]) keys)[at];
  }

  /** How many elements an array gets that must hold one more than {@code count}. */
  static int grown(int count, int width) {
    return Math.min(width, Math.max(SMALLEST, 2 * count));
  }

  /** A new array of the keys from index {@code from} to {@code to}, with room for more. */
  static Object copy(Object keys, int from, int to, int capacity) {
    if (keys instanceof long[] longs) {
      long[] copy = new long[capacity];
      System.arraycopy(longs, from, copy, 0, to - from);
      return copy;
    }
    Object[] copy = new Object[capacity];
    System.arraycopy((Object[]) keys, from, copy, 0, to - from);
    return copy;
  }

  /** Inserts a key; the result is the same array if it has room and can store the key. */
  static Object insert(Object keys, int count, int at, Object key, int width) {
    if (keys instanceof long[] longs) {
      if (key instanceof Long number) {
        return insertLong(longs, count, at, number, width);
      }
      return insertObject(boxed(longs, count), count, at, key, width);
    }
    return insertObject((Object[]) keys, count, at, key, width);
  }

  private static long[] insertLong(long[] keys, int count, int at, long key, int width) {
    long[] to = count < keys.length ? keys : Arrays.copyOf(keys, grown(count, width));
    if (at < count) {
      System.arraycopy(to, at, to, at + 1, count - at);
    }
    to[at] = key;
    return to;
  }

  private static Object[] insertObject(Object[] keys, int count, int at, Object key, int width) {
    Object[] to = count < keys.length ? keys : Arrays.copyOf(keys, grown(count, width));
    if (at < count) {
      System.arraycopy(to, at, to, at + 1, count - at);
    }
    to[at] = key;
    return to;
  }

  /** Forgets the keys from index {@code from} on, so that none is kept alive. */
  static void clear(Object keys, int from, int count) {
    if (keys instanceof Object[] objects) {
      Arrays.fill(objects, from, count, null);
    }
  }

  /** The keys at the first {@code length} indices of {@code chosen}. */
  static Object select(Object keys, int[] chosen, int length) {
    if (keys instanceof long[] longs) {
      long[] selected = new long[length];
      for (int i = 0; i < length; i++) {
        selected[i] = longs[chosen[i]];
      }
      return selected;
    }
    Object[] selected = new Object[length];
    for (int i = 0; i < length; i++) {
      selected[i] = ((Object[]) keys)[chosen[i]];
    }
    return selected;
  }

  /** The keys of a node and those of the next. */
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
  static Object[] boxed(Object keys, int count) {
    if (!(keys instanceof long[] longs)) {
      return (Object[]) keys;
    }
    Object[] boxed = new Object[Math.max(SMALLEST, longs.length)];
    for (int i = 0; i < count; i++) {
      boxed[i] = longs[i];
    }
    return boxed;
  }
}
