package io.skipruntime.json;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The positions of values in canonical order, with those of equal values together.
 *
 * <p>Sorting, not hashing, so that input made to collide costs no more than other input.
 */
final class Positions {

  private Positions() {}

  /** The positions of the values in canonical order of the values, equal ones by position. */
  static Integer[] sorted(Object[] values) {
    Integer[] positions = new Integer[values.length];
    Arrays.setAll(positions, i -> i);
    Arrays.sort(positions, (a, b) -> CanonicalOrder.INSTANCE.compare(values[a], values[b]));
    return positions;
  }

  /** Passes on, in ascending order, the position of each value that is equal to an earlier one. */
  static void forEachRepeated(Object[] values, IntConsumer action) {
    Integer[] sorted = sorted(values);
    int[] repeated = new int[sorted.length];
    int count = 0;
    for (int i = 1; i < sorted.length; i++) {
      if (CanonicalOrder.INSTANCE.compare(values[sorted[i - 1]], values[sorted[i]]) == 0) {
        repeated[count++] = sorted[i];
      }
    }
    Arrays.stream(repeated, 0, count).sorted().forEach(action);
  }

  /**
   * The position of a value that equals {@code wanted} among values that ascend strictly, or a
   * negative number. A value of a class that has no order is not among them.
   */
  static int find(Object[] ascending, Object wanted) {
    if (!Form.supports(wanted.getClass())) {
      return -1;
    }
    int index;
    try {
      index = Arrays.binarySearch(ascending, wanted, CanonicalOrder.INSTANCE);
    } catch (IllegalArgumentException e) {
      return -1;
    }
    return index >= 0 && ascending[index].equals(wanted) ? index : -1;
  }
}
