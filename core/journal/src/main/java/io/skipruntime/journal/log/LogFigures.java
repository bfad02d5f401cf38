package io.skipruntime.journal.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Figures of what the log has done since it was opened. May be read by any thread. */
public final class LogFigures {

  /**
   * The bounds of the histogram of forces, in microseconds; one more bucket has all that took
   * longer.
   */
  private static final long[] FORCE_BOUNDS = {
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000
  };

  private final AtomicLong records = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong forces = new AtomicLong();
  private final AtomicLong forceMicros = new AtomicLong();
  private final AtomicLong lastForceMicros = new AtomicLong();
  private final AtomicLong segments = new AtomicLong();
  private final AtomicLongArray forceCounts = new AtomicLongArray(FORCE_BOUNDS.length + 1);

  LogFigures() {}

  void wrote(int count, long size) {
    records.addAndGet(count);
    bytes.addAndGet(size);
  }

  void forced(long nanos) {
    long micros = nanos / 1_000;
    forces.incrementAndGet();
    forceMicros.addAndGet(micros);
    lastForceMicros.set(micros);
    int bucket = 0;
    while (bucket < FORCE_BOUNDS.length && micros > FORCE_BOUNDS[bucket]) {
      bucket++;
    }
    forceCounts.incrementAndGet(bucket);
  }

  void rolled() {
    segments.incrementAndGet();
  }

  /** How many records were written. */
  public long records() {
    return records.get();
  }

  /** How many bytes of frames were written. */
  public long bytes() {
    return bytes.get();
  }

  /** How often records were made durable. */
  public long forces() {
    return forces.get();
  }

  /** How many microseconds that took in all. */
  public long forceMicros() {
    return forceMicros.get();
  }

  /** How many microseconds it took last. */
  public long lastForceMicros() {
    return lastForceMicros.get();
  }

  /** How many segments were filled. */
  public long segments() {
    return segments.get();
  }

  /** The bounds of {@link #forceCounts}, in microseconds. */
  static long[] forceBounds() {
    return FORCE_BOUNDS.clone();
  }

  /**
   * How many forces took at most as long as each bound and longer than the one before; the rest.
   */
  long[] forceCounts() {
    long[] counts = new long[forceCounts.length()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = forceCounts.get(i);
    }
    return counts;
  }
}
