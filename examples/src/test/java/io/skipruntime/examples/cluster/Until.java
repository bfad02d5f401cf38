package io.skipruntime.examples.cluster;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what other processes do. */
final class Until {

  private static final long TIMEOUT_SECONDS = 60;

  private Until() {}

  /** Waits until a question, which may fail until then, is answered with yes. */
  static void holds(String what, Callable<Boolean> question) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    Object last = "no";
    while (System.nanoTime() < end) {
      try {
        if (question.call()) {
          return;
        }
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new AssertionError("not within " + TIMEOUT_SECONDS + " s: " + what + "; last: " + last);
  }
}
