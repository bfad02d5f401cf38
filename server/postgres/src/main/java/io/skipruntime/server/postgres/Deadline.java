package io.skipruntime.server.postgres;

import java.util.concurrent.TimeUnit;

/**
 * The time by which a client must have done what its connection waits for; one thread sets it, and
 * another looks whether it is over.
 */
final class Deadline {

  private static final long NONE = Long.MAX_VALUE;

  private volatile long nanos = NONE;

  /** Sets the time to so many milliseconds from now; gives what it was. */
  long begin(long millis) {
    long before = nanos;
    nanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    return before;
  }

  /** Sets the time to what it was before. */
  void restore(long before) {
    nanos = before;
  }

  /** Waits without a limit. */
  void clear() {
    nanos = NONE;
  }

  /** Whether the time is over. */
  boolean isOver() {
    long until = nanos;
    return until != NONE && System.nanoTime() - until > 0;
  }
}
