package io.skipruntime.server.thread;

import io.skipruntime.server.host.EventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads that may block: virtual ones, of which only a few run at a time, one for each
 * processor. A function that computes without end keeps one of those, and on a machine with one
 * processor it keeps all. While no virtual thread gets to run, steps are given to platform threads,
 * so that requests which do not need the function are answered. Short requests, which a lane takes
 * one after the other, have platform threads of their own. May be used by any thread.
 *
 * <ul>
 *   <li>{@code isProbing} is true from when a virtual thread was started that does nothing else
 *       until it has run.
 *   <li>{@code areStarved} is true from when that took as long as the time between two probes until
 *       it has run.
 * </ul>
 */
public final class RequestThreads {

  private static final Logger LOGGER = System.getLogger(RequestThreads.class.getName());
  private static final long PROBE_MILLIS = 250;
  private static final int MOST_PLATFORM_THREADS = 64;
  private static final int KEEP_ALIVE_SECONDS = 10;

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("skip-request-", 0).factory());
  private final ExecutorService platformThreads =
      new ThreadPoolExecutor(
          0,
          MOST_PLATFORM_THREADS,
          KEEP_ALIVE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("skip-platform-request-", 0).factory());
  private final Set<RunnerThreads> runners = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isProbing = new AtomicBoolean();
  private volatile boolean areStarved;

  /** Looks regularly whether virtual threads get to run, for as long as an event loop runs. */
  public void start(EventLoop loop) {
    loop.every(PROBE_MILLIS, this::probe);
  }

  private void probe() {
    if (!isProbing.compareAndSet(false, true)) {
      areStarved = true;
      return;
    }
    boolean isStarted =
        tried(
            threads,
            () -> {
              areStarved = false;
              isProbing.set(false);
            });
    if (!isStarted) {
      isProbing.set(false);
    }
  }

  /** Runs a step; false if it is too late for that. */
  public boolean run(Runnable step) {
    return (areStarved && tried(platformThreads, step)) || tried(threads, step);
  }

  private static boolean tried(ExecutorService executor, Runnable step) {
    try {
      executor.execute(step);
      return true;
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.TRACE, "shutting down, or too many threads", e);
      return false;
    }
  }

  /** Threads for the runners of one lane, which end with all others. */
  RunnerThreads forRunners() {
    RunnerThreads made = new RunnerThreads();
    runners.add(made);
    if (isClosed()) {
      made.shutDown();
    }
    return made;
  }

  /** Whether it is too late to run a step. */
  boolean isClosed() {
    return threads.isShutdown();
  }

  /** Takes no more steps, and waits for those that run, up to a time. */
  public void close(long waitMillis) {
    threads.shutdown();
    platformThreads.shutdown();
    runners.forEach(RunnerThreads::shutDown);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    await(threads, deadline);
    await(platformThreads, deadline);
    runners.forEach(each -> each.awaitEnd(deadline));
  }

  private static void await(ExecutorService executor, long deadline) {
    try {
      if (!executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
