package io.skipruntime.server.observe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many durations there were between fixed bounds, and their sum. Adding one costs some
 * nanoseconds. May be used by any thread.
 */
public final class Durations {

  private static final double[] BOUNDS_SECONDS = {
    0.0001,
    0.00025,
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    Double.POSITIVE_INFINITY
  };
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final LongAdder[] counts = new LongAdder[BOUNDS_SECONDS.length];
  private final LongAdder nanos = new LongAdder();

  /** No durations yet. */
  public Durations() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Adds one. */
  public void add(long durationNanos) {
    double seconds = durationNanos / NANOS_PER_SECOND;
    int bucket = 0;
    while (seconds > BOUNDS_SECONDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    nanos.add(durationNanos);
  }

  /** The upper bounds in seconds, the last one infinite. */
  public static double[] boundsSeconds() {
    return BOUNDS_SECONDS.clone();
  }

  /** How many there were up to each bound and above the one before. */
  public long[] counts() {
    long[] sums = new long[counts.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = counts[i].sum();
    }
    return sums;
  }

  /** The sum of all. */
  public double seconds() {
    return nanos.sum() / NANOS_PER_SECOND;
  }
}
