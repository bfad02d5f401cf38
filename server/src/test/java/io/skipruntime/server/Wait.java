package io.skipruntime.server;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process brings about. */
final class Wait {

  private static final long TIMEOUT_SECONDS = 20;

  private Wait() {}

  /** Asks until the answer is yes. The question itself takes a while: it is a request. */
  static void until(BooleanSupplier question) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!question.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + TIMEOUT_SECONDS + " s");
      }
      Thread.onSpinWait();
    }
  }
}
