package io.skipruntime.testkit.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The search for a shorter list that still fails: it leaves elements out, first many at a time,
 * then single ones.
 */
public final class Shortening {

  private Shortening() {}

  /**
   * A list that still fails, and no longer does if any single element is left out, as far as the
   * predicate always answers the same.
   *
   * @param failing fails itself
   */
  public static <T> List<T> of(List<? extends T> failing, Predicate<? super List<T>> fails) {
    List<T> shortest = List.copyOf(failing);
    int before;
    do {
      before = shortest.size();
      for (int size = Math.max(1, before / 2); size >= 1; size /= 2) {
        shortest = withoutRuns(shortest, size, fails);
      }
    } while (shortest.size() < before);
    return shortest;
  }

  private static <T> List<T> withoutRuns(
      List<T> failing, int size, Predicate<? super List<T>> fails) {
    List<T> shortest = failing;
    for (int end = shortest.size(); end > 0; end -= size) {
      List<T> attempt = new ArrayList<>(shortest);
      attempt.subList(Math.max(0, end - size), end).clear();
      if (fails.test(attempt)) {
        shortest = List.copyOf(attempt);
      }
    }
    return shortest;
  }
}
