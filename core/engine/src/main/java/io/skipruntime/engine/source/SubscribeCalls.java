package io.skipruntime.engine.source;

import java.util.concurrent.TimeUnit;

/**
 * The calls of external services that are under way to subscribe sources. The end of the service
 * waits for them, so that what they have subscribed is ended, too. Thread-safe.
 */
final class SubscribeCalls {

  private int underWay;

  /** Notes that a call begins. */
  synchronized void begin() {
    underWay++;
  }

  /** Notes that a call has returned. */
  synchronized void end() {
    underWay--;
    notifyAll();
  }

  /** Waits until none is under way, if that does not take longer; says whether none is. */
  synchronized boolean awaitNone(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      for (long left = millis; underWay > 0 && left > 0; ) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return underWay == 0;
  }
}
