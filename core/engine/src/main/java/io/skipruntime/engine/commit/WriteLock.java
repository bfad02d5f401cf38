package io.skipruntime.engine.commit;

import io.skipruntime.ServiceBusyException;
import io.skipruntime.ServiceClosedException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.spi.StuckFunction;
import io.skipruntime.json.FailureText;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lock that orders the transactions of a service. It knows who has it and what that does, so
 * that those who wait can be told what they wait for, and no thread waits for longer than it wants
 * to. Thread-safe.
 *
 * <ul>
 *   <li>A thread that waits notices within {@value #SLICE_MILLIS} ms that the service is closed.
 *   <li>A step in {@code notes} runs once, with the lock: by the thread that left the step, or by
 *       the next one that gives the lock back.
 * </ul>
 */
final class WriteLock {

  /** The turn of the lock's holder. Written by the holder, and read by others as it happens. */
  private static final class Turn {
    final Thread thread = Thread.currentThread();
    final long startNanos = System.nanoTime();
    volatile @Nullable Transaction transaction;
  }

  private static final long SLICE_MILLIS = 500;

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> notes = new ConcurrentLinkedQueue<>();
  private final InstantSource clock;
  private final Consumer<Error> broken;
  private volatile @Nullable Turn turn;
  private volatile boolean closed;

  /**
   * A lock that no thread has.
   *
   * @param broken takes an error of the machine that ends a note in the middle
   */
  WriteLock(InstantSource clock, Consumer<Error> broken) {
    this.clock = clock;
    this.broken = broken;
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

  /**
   * Takes the lock if it is free within a time, and says whether it did. Once the lock is {@link
   * #close closed}, a thread that would have to wait does not get it.
   */
  boolean takeWithin(long millis) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long slice = TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long left = deadline - System.nanoTime();
          if (lock.tryLock(Math.min(left, slice), TimeUnit.NANOSECONDS)) {
            turn = new Turn();
            return true;
          }
          if (left <= slice || closed) {
            return false;
          }
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

  /**
   * Gives the lock back. Before that, if the thread has taken it once, the notes that were left
   * meanwhile are run.
   */
  void release() {
    if (lock.getHoldCount() == 1) {
      runNotes();
      turn = null;
    }
    lock.unlock();
    if (!notes.isEmpty()) {
      runNotesIfFree();
    }
  }

  /**
   * Runs a step with the lock: now, or as soon as the thread that has the lock gives it back. Waits
   * for {@value #SLICE_MILLIS} ms at most, so that what a thread notes can usually be seen when
   * this returns.
   */
  void note(Runnable step) {
    notes.add(step);
    if (!lock.isHeldByCurrentThread() && takeWithin(SLICE_MILLIS)) {
      release();
    }
  }

  private void runNotesIfFree() {
    if (!lock.isHeldByCurrentThread() && tryTake()) {
      release();
    }
  }

  private void runNotes() {
    for (Runnable step = notes.poll(); step != null; step = notes.poll()) {
      try {
        step.run();
      } catch (RuntimeException e) {
        System.getLogger(WriteLock.class.getName())
            .log(System.Logger.Level.ERROR, "a note on a source failed", FailureText.loggable(e));
      } catch (Error e) {
        broken.accept(e);
      }
    }
  }

  /** Lets no thread wait for the lock any more. */
  void close() {
    closed = true;
  }

  /** The turn of the thread that has the lock; null if no thread has it. */
  @Nullable Object turn() {
    return turn;
  }

  /** How many threads wait for the lock; an estimate. */
  int waiting() {
    return lock.getQueueLength();
  }

  /** What the holder of the lock does, if it has had it for so long. */
  Optional<StuckFunction> takenFor(long millis) {
    Turn current = turn;
    if (current == null) {
      return Optional.empty();
    }
    long takenNanos = System.nanoTime() - current.startNanos;
    if (takenNanos < TimeUnit.MILLISECONDS.toNanos(millis)) {
      return Optional.empty();
    }
    Transaction transaction = current.transaction;
    Transaction.Activity activity =
        transaction == null ? Transaction.Activity.NONE : transaction.activity();
    Thread thread = activity.thread() == null ? current.thread : activity.thread();
    List<StackTraceElement> stack = Arrays.asList(thread.getStackTrace());
    Instant since = clock.instant().minusNanos(takenNanos);
    return Optional.of(
        new StuckFunction(activity.function(), activity.key(), since, current.thread, stack));
  }

  /** Whether {@link #close} was called. */
  boolean isClosed() {
    return closed;
  }

  /**
   * What a request is refused with that has not got the lock in time.
   *
   * @param millis how long it has waited
   * @param mayBeCarriedOut whether another thread may still carry it out
   */
  SkipException notInTime(long millis, boolean mayBeCarriedOut) {
    return closed ? new ServiceClosedException() : busy(millis, mayBeCarriedOut);
  }

  private ServiceBusyException busy(long millis, boolean mayBeCarriedOut) {
    String holder =
        takenFor(0).map(StuckFunction::toString).orElse("other transactions, one after the other");
    return new ServiceBusyException(
        "the request has waited "
            + millis
            + " ms for its turn, behind "
            + holder
            + (mayBeCarriedOut ? "; it may still be carried out" : "; it was not carried out"));
  }
}
