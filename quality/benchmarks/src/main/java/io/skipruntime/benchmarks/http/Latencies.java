package io.skipruntime.benchmarks.http;

import java.util.Arrays;

/** The times that operations took, in nanoseconds. */
final class Latencies {

  private long[] nanos = new long[1024];
  private int count;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  int count() {
    return count;
  }

  /** What the given share of all operations, from 0 to 1, did not exceed, in microseconds. */
  double micros(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1, share * count)] / 1000.0;
  }
}
