package io.skipruntime.testkit.adapter;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A wait for what comes about soon; it fails with what there is instead. */
final class Waiting {

  private static final long LIMIT_SECONDS = 60;
  private static final long LOOK_MILLIS = 5;

  private Waiting() {}

  /** Waits until a condition holds. */
  static void until(Callable<Boolean> condition, Supplier<String> instead) throws Exception {
    long begin = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new AssertionError("not within " + LIMIT_SECONDS + " s; " + instead.get());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
  }

  /** The platform threads that are alive now. */
  static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }

  /** Waits until no thread is left that has come since, and that is one of an adapter's. */
  static void untilEnded(Set<Thread> before, Predicate<Thread> isOwn) throws Exception {
    Supplier<Set<String>> left =
        () ->
            threads().stream()
                .filter(each -> !before.contains(each) && isOwn.test(each))
                .map(Thread::getName)
                .collect(Collectors.toSet());
    until(() -> left.get().isEmpty(), () -> "the threads " + left.get() + " have not ended");
  }
}
