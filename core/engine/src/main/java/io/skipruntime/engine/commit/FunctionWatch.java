package io.skipruntime.engine.commit;

import io.skipruntime.engine.spi.StuckFunction;
import java.lang.ref.WeakReference;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A watch for functions that do not come to an end. It looks regularly what has the write lock, and
 * logs what has had the lock for too long: once, with the stack of the thread that works. One
 * thread looks after all services of the process; it keeps none of them alive.
 *
 * <ul>
 *   <li>{@code warned} is the turn at the lock that was logged last; only the watch's thread uses
 *       it.
 * </ul>
 */
final class FunctionWatch implements AutoCloseable {

  private static final int LOOKS_PER_LIMIT = 4;
  private static final long MOST_MILLIS = 1_000;
  private static final ScheduledThreadPoolExecutor THREAD = thread();

  private final WriteLock lock;
  private final long stuckMillis;
  private final ScheduledFuture<?> looks;
  private @Nullable Object warned;

  /**
   * A watch that has begun.
   *
   * @param lock the lock to look at
   * @param stuckMillis how long a thread may have the lock
   */
  FunctionWatch(WriteLock lock, long stuckMillis) {
    this.lock = lock;
    this.stuckMillis = stuckMillis;
    long period = Math.clamp(stuckMillis / LOOKS_PER_LIMIT, 1, MOST_MILLIS);
    this.looks =
        THREAD.scheduleWithFixedDelay(
            new Look(new WeakReference<>(this)), period, period, TimeUnit.MILLISECONDS);
  }

  private static ScheduledThreadPoolExecutor thread() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("skip-function-watch").factory());
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(MOST_MILLIS, TimeUnit.MILLISECONDS);
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  /** A look at a lock, as long as anything else knows the watch. */
  private record Look(WeakReference<FunctionWatch> watch) implements Runnable {

    @Override
    public void run() {
      FunctionWatch alive = watch.get();
      if (alive == null) {
        throw new CancellationException("the service is gone");
      }
      alive.look();
    }
  }

  private void look() {
    Object turn = lock.turn();
    if (turn != null && turn != warned) {
      lock.takenFor(stuckMillis).ifPresent(stuck -> warn(turn, stuck));
    }
  }

  private void warn(Object turn, StuckFunction stuck) {
    if (turn == lock.turn()) {
      warned = turn;
      System.getLogger(FunctionWatch.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "all writes have waited for longer than "
                  + stuckMillis
                  + " ms, for "
                  + stuck.toString().replaceAll("\\p{Cntrl}", " ")
                  + stuck.stack().stream()
                      .map(frame -> "\n\tat " + frame)
                      .collect(Collectors.joining()));
    }
  }

  /** Ends the watch. */
  @Override
  public void close() {
    looks.cancel(false);
  }
}
