package io.skipruntime.server.thread;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads that the runners of one lane run on. A thread is kept, and parks while there
 * is no runner: to unpark it costs less than to start a virtual one, for which a thread that is
 * parked has to be unparked, too. Two are kept, since the next runner may begin when the one before
 * has just left its lane; there are more only while some are at requests that do not come back. May
 * be used by any thread.
 *
 * <ul>
 *   <li>A thread in {@code parked} has no step. Who gives it one takes it out before, so that a
 *       step is given to a thread that has none, and taken once.
 *   <li>A thread that comes back from its step and finds no place in {@code parked} ends.
 *   <li>After {@link #shutDown} a thread ends when it has no step.
 * </ul>
 */
final class RunnerThreads {

  private static final int KEPT = 2;

  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();
  private final AtomicReferenceArray<@Nullable Worker> parked = new AtomicReferenceArray<>(KEPT);
  private volatile boolean isShutDown;

  /** Runs a step on a thread that has none; false if it is too late for that. */
  boolean run(Runnable step) {
    if (isShutDown) {
      return false;
    }
    Worker free = takeParked();
    if (free != null) {
      free.step = step;
      LockSupport.unpark(free.thread);
    } else {
      Worker next = new Worker(step);
      workers.add(next);
      next.thread.start();
    }
    return true;
  }

  private @Nullable Worker takeParked() {
    for (int i = 0; i < KEPT; i++) {
      Worker free = parked.get(i);
      if (free != null && parked.compareAndSet(i, free, null)) {
        return free;
      }
    }
    return null;
  }

  /** Puts one thread, or none, into the place of another, or of none; whether it found that. */
  private boolean replaceParked(@Nullable Worker found, @Nullable Worker next) {
    for (int i = 0; i < KEPT; i++) {
      if (parked.compareAndSet(i, found, next)) {
        return true;
      }
    }
    return false;
  }

  /** Takes no more steps; each thread ends when it has none. */
  void shutDown() {
    isShutDown = true;
    workers.forEach(each -> LockSupport.unpark(each.thread));
  }

  /** Waits for the end of all threads, and interrupts those that have not ended by then. */
  void awaitEnd(long deadlineNanos) {
    for (Worker each : workers) {
      try {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        each.thread.join(Math.max(1, millis));
        if (each.thread.isAlive()) {
          each.thread.interrupt();
        }
      } catch (InterruptedException e) {
        each.thread.interrupt();
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A thread, which has a step or is parked, or is on its way from one to the other. */
  private final class Worker implements Runnable {

    private final Thread thread = Thread.ofPlatform().daemon().name("skip-lane").unstarted(this);
    private volatile @Nullable Runnable step;

    Worker(Runnable first) {
      step = first;
    }

    @Override
    public void run() {
      try {
        boolean goesOn = true;
        while (goesOn) {
          Runnable next = step;
          if (next != null) {
            step = null;
            next.run();
            goesOn = becomesFree();
          } else if (isShutDown) {
            goesOn = !replaceParked(this, null);
          } else {
            LockSupport.park(RunnerThreads.this);
          }
        }
      } finally {
        workers.remove(this);
      }
    }

    /**
     * Is given a step or parks, if enough others are not parked; an interruption was for a step.
     */
    private boolean becomesFree() {
      Thread.interrupted();
      return replaceParked(null, this);
    }
  }
}
