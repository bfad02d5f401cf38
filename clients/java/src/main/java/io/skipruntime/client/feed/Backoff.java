package io.skipruntime.client.feed;

import java.util.random.RandomGenerator;

/**
 * The time to wait before the next attempt: twice as long after each failure in a row, up to a
 * limit, and at random between half of that and all of it, so that many that failed together do not
 * come back together. For one thread.
 */
public final class Backoff {

  private final long leastMillis;
  private final long mostMillis;
  private final RandomGenerator random;
  private long nextMillis;

  /** Waits between {@code leastMillis / 2} and {@code mostMillis}. */
  public Backoff(long leastMillis, long mostMillis, RandomGenerator random) {
    this.leastMillis = Math.max(1, leastMillis);
    this.mostMillis = Math.max(this.leastMillis, mostMillis);
    this.random = random;
    this.nextMillis = this.leastMillis;
  }

  /** The time to wait after a failure. */
  public long next() {
    long whole = nextMillis;
    nextMillis = whole > mostMillis / 2 ? mostMillis : 2 * whole;
    return whole - random.nextLong(whole / 2 + 1);
  }

  /** Notes that an attempt has succeeded. */
  public void reset() {
    nextMillis = leastMillis;
  }
}
