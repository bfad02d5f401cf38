package io.skipruntime.engine.async;

import io.skipruntime.engine.spi.TickingClock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A timer of timeouts and pauses. Thread-safe.
 *
 * <p>With a {@link TickingClock} time passes when the clock says so, and what is due runs on the
 * thread that moves the clock; the clock is followed only while something waits. With another clock
 * the time is that of the system, which no one can put back, and there is a thread while something
 * waits.
 */
abstract class CallTimer {

  /** The milliseconds that have passed since some time. */
  abstract long nowMillis();

  /**
   * Runs a step later.
   *
   * @return calls that off
   */
  abstract Runnable after(long millis, Runnable step);

  /** Runs nothing any more. */
  abstract void close();

  /** The timer of a service with a clock. */
  static CallTimer of(InstantSource clock) {
    return clock instanceof TickingClock ticking ? new OfClock(ticking) : new OfSystem();
  }

  private static final class OfSystem extends CallTimer {

    private final ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("skip-async-timer").factory());

    OfSystem() {
      thread.setRemoveOnCancelPolicy(true);
      thread.setKeepAliveTime(10, TimeUnit.SECONDS);
      thread.allowCoreThreadTimeOut(true);
      thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
      thread.setRejectedExecutionHandler((step, closed) -> {});
    }

    @Override
    long nowMillis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    Runnable after(long millis, Runnable step) {
      ScheduledFuture<?> scheduled = thread.schedule(step, millis, TimeUnit.MILLISECONDS);
      return () -> scheduled.cancel(false);
    }

    @Override
    void close() {
      thread.shutdownNow();
    }
  }

  private static final class OfClock extends CallTimer {

    private record Due(long atMillis, long number, Runnable step) {}

    private final TickingClock clock;
    private final PriorityQueue<Due> waiting =
        new PriorityQueue<>(Comparator.comparingLong(Due::atMillis).thenComparingLong(Due::number));
    private @Nullable Runnable end;
    private long count;
    private boolean isClosed;

    OfClock(TickingClock clock) {
      this.clock = clock;
    }

    @Override
    long nowMillis() {
      return clock.millis();
    }

    @Override
    synchronized Runnable after(long millis, Runnable step) {
      if (isClosed) {
        return () -> {};
      }
      Due due = new Due(clock.millis() + millis, count++, step);
      waiting.add(due);
      if (end == null) {
        end = clock.onMove(this::moved);
      }
      return () -> callOff(due);
    }

    private synchronized void callOff(Due due) {
      waiting.remove(due);
      endIfIdle();
    }

    private void endIfIdle() {
      if (waiting.isEmpty() && end != null) {
        end.run();
        end = null;
      }
    }

    private void moved() {
      for (Due due : takeDue()) {
        due.step.run();
      }
    }

    private synchronized List<Due> takeDue() {
      List<Due> due = new ArrayList<>();
      for (Due next = waiting.peek();
          next != null && next.atMillis <= clock.millis();
          next = waiting.peek()) {
        due.add(next);
        waiting.remove();
      }
      endIfIdle();
      return due;
    }

    @Override
    synchronized void close() {
      isClosed = true;
      waiting.clear();
      endIfIdle();
    }
  }
}
