package io.skipruntime.oracle;

import io.skipruntime.testkit.comparison.Difference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The patience with what the threads of a service do soon, however busy the machine is. */
final class Patience {

  private static final long SECONDS = 60;
  private static final long BETWEEN_LOOKS_NANOS = 100_000;

  private Patience() {}

  /**
   * Waits until something is so.
   *
   * @param otherwise says what is wrong if it never is
   * @throws Difference if it is not in time
   */
  static void await(BooleanSupplier isSo, Supplier<String> otherwise) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new Difference(otherwise.get());
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }
}
