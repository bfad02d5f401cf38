package io.skipruntime.benchmarks;

import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Values with how often each is there, of which the greatest is asked for. */
final class Multisets {

  private Multisets() {}

  /** Puts a value in the place of another, if there was one. */
  static void exchange(NavigableMap<Long, Integer> counts, @Nullable Long before, long value) {
    if (before != null) {
      remove(counts, before);
    }
    add(counts, value);
  }

  static void add(NavigableMap<Long, Integer> counts, long value) {
    counts.merge(value, 1, Integer::sum);
  }

  static void remove(NavigableMap<Long, Integer> counts, long value) {
    counts.computeIfPresent(value, (same, count) -> count == 1 ? null : count - 1);
  }
}
