package io.skipruntime.engine.commit;

import io.skipruntime.ServiceBusyException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.spi.StuckFunction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock that orders the transactions of a service. It knows who has it and what that does, so
 * that those who wait can be told what they wait for, and no thread waits for longer than it wants
 * to. Thread-safe.
 */
final class WriteLock {

  /** The turn of the lock's holder. Written by the holder, and read by others as it happens. */
  private static final class Turn {
    final Thread thread = Thread.currentThread();
    final long startNanos = System.nanoTime();
    volatile @Nullable Transaction transaction;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;
  private volatile @Nullable Turn turn;

  WriteLock(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Fails if this thread has the lock.
   *
   * @throws SkipException if it has
   */
  void requireOutside() {
    if (lock.isHeldByCurrentThread()) {
      throw new SkipException(
          "a function of the service used the service itself; functions are pure: they read the"
              + " collections they were given and return or emit results");
    }
  }

  /** Takes the lock if no thread has it, and says whether it did. */
  boolean tryTake() {
    if (!lock.tryLock()) {
      return false;
    }
    turn = new Turn();
    return true;
  }

  /** Takes the lock, however long that takes. */
  void take() {
    lock.lock();
    turn = new Turn();
  }

  /** Takes the lock if it is free within a time, and says whether it did. */
  boolean takeWithin(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          boolean taken = lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (taken) {
            turn = new Turn();
          }
          return taken;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Says what is done with the lock. */
  void runs(Transaction transaction) {
    Turn mine = turn;
    if (mine != null) {
      mine.transaction = transaction;
    }
  }

  /** Gives the lock back. */
  void release() {
    turn = null;
    lock.unlock();
  }

  /** How many threads wait for the lock; an estimate. */
  int waiting() {
    return lock.getQueueLength();
  }

  /** What the holder of the lock does, if it has had it for so long. */
  Optional<StuckFunction> heldFor(long millis) {
    Turn held = turn;
    if (held == null) {
      return Optional.empty();
    }
    long heldNanos = System.nanoTime() - held.startNanos;
    if (heldNanos < TimeUnit.MILLISECONDS.toNanos(millis)) {
      return Optional.empty();
    }
    Transaction transaction = held.transaction;
    Transaction.Activity activity =
        transaction == null ? Transaction.Activity.NONE : transaction.activity();
    Thread thread = activity.thread() == null ? held.thread : activity.thread();
    List<StackTraceElement> stack = Arrays.asList(thread.getStackTrace());
    Instant since = clock.instant().minusNanos(heldNanos);
    return Optional.of(new StuckFunction(activity.function(), activity.key(), since, stack));
  }

  /** What is said to a request that has waited in vain. */
  ServiceBusyException busy(long millis, boolean mayBeCarriedOut) {
    String holder =
        heldFor(0).map(StuckFunction::toString).orElse("other transactions, one after the other");
    return new ServiceBusyException(
        "the request has waited "
            + millis
            + " ms for its turn, behind "
            + holder
            + (mayBeCarriedOut ? "; it may still be carried out" : "; it was not carried out"));
  }
}
