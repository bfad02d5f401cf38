package io.skipruntime.client.feed;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * The time to wait before the next attempt: twice as long after each failure in a row, up to a
 * limit, and at random between half of that and all of it, so that many that failed together do not
 * come back together. For one thread.
 */
public final class Backoff {

  private final long leastMillis;
  private final long mostMillis;
  private final LongUnaryOperator random;
  private long nextMillis;

  /**
   * Waits between half of {@code leastMillis} and {@code mostMillis}, which is the least, too,
   * where it is less.
   */
  public Backoff(long leastMillis, long mostMillis) {
    // asked for by the thread that waits: for any other it gives the same numbers in each process
    this(leastMillis, mostMillis, bound -> ThreadLocalRandom.current().nextLong(bound));
  }

  /**
   * Waits by numbers of a test's own.
   *
   * @param random gives a number below the one that it is given
   */
  Backoff(long leastMillis, long mostMillis, LongUnaryOperator random) {
    this.mostMillis = Math.max(1, mostMillis);
    this.leastMillis = Math.clamp(leastMillis, 1, this.mostMillis);
    this.random = random;
    this.nextMillis = this.leastMillis;
  }

  /** The time to wait after a failure. */
  public long next() {
    long whole = nextMillis;
    nextMillis = whole > mostMillis / 2 ? mostMillis : 2 * whole;
    return whole - random.applyAsLong(whole / 2 + 1);
  }

  /** Notes that an attempt has succeeded. */
  public void reset() {
    nextMillis = leastMillis;
  }
}
