package io.skipruntime.postgres;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waiting for what other threads and processes do. */
final class Until {

  private static final long LIMIT_SECONDS = 90;

  private Until() {}

  /** Waits until an assertion holds. */
  static void asserted(ThrowingCallable assertion) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      try {
        assertion.call();
        return;
      } catch (Throwable e) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not within " + LIMIT_SECONDS + " s: " + e.getMessage(), e);
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Waits until a question is answered with yes. */
  static void holds(String what, Callable<Boolean> question) {
    asserted(() -> {
      if (!question.call()) {
        throw new AssertionError(what);
      }
    });
  }
}
