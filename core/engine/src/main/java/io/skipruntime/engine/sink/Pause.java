package io.skipruntime.engine.sink;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The pause after a failure: twice as long after each in a row, from 100 milliseconds up to 30
 * seconds, and at random between half of that and all of it, so that many sinks of one target do
 * not come back together. For one thread.
 */
final class Pause {

  private static final long LEAST_MILLIS = 100;
  private static final long MOST_MILLIS = 30_000;

  private long nextMillis = LEAST_MILLIS;

  /** The milliseconds to wait after a failure. */
  long next() {
    long whole = nextMillis;
    nextMillis = Math.min(MOST_MILLIS, 2 * whole);
    return whole - ThreadLocalRandom.current().nextLong(whole / 2 + 1);
  }

  /** Notes that an attempt has succeeded. */
  void reset() {
    nextMillis = LEAST_MILLIS;
  }
}
