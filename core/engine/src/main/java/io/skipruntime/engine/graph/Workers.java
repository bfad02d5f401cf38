package io.skipruntime.engine.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that help the transaction's own when one node has many functions to run. They live
 * only while there is work, and a while after.
 */
public final class Workers implements AutoCloseable {

  private static final int KEEP_ALIVE_SECONDS = 10;

  private final int threads;
  private final long patienceNanos;
  private final ThreadPoolExecutor helpers;
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

  /**
   * No threads yet.
   *
   * @param threads how many work at most, the one that asks for it included
   * @param patienceMicros for how many microseconds that one works alone first
   */
  Workers(int threads, long patienceMicros) {
    this.threads = threads;
    this.patienceNanos = TimeUnit.MICROSECONDS.toNanos(patienceMicros);
    int others = Math.max(1, threads - 1);
    this.helpers =
        new ThreadPoolExecutor(
            others,
            others,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("skip-worker-", 1).factory());
    helpers.allowCoreThreadTimeOut(true);
  }

  /** How many threads work at most. */
  public int threads() {
    return threads;
  }

  /**
   * Whether work that one thread has done since {@code startNanos} is worth being shared.
   *
   * @param startNanos what {@link System#nanoTime} was then
   */
  public boolean areWorthwhile(long startNanos) {
    return threads > 1 && System.nanoTime() - startNanos >= patienceNanos;
  }

  /**
   * Has {@code work} run by all threads at the same time, this one included, and waits for all of
   * them. What the threads did before is visible to this one after.
   *
   * @param work takes parts of the work until there are none left; does not throw
   */
  public void runOnAll(Runnable work) {
    List<Future<?>> others = new ArrayList<>(threads - 1);
    for (int i = 1; i < threads; i++) {
      others.add(helpers.submit(() -> help(work)));
    }
    work.run();
    boolean interrupted = false;
    for (Future<?> other : others) {
      interrupted |= awaitUninterruptibly(other);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void help(Runnable work) {
    busy.add(Thread.currentThread());
    try {
      work.run();
    } finally {
      busy.remove(Thread.currentThread());
    }
  }

  /** One of the threads that help now; null if none does. May be called by any thread. */
  @Nullable Thread busy() {
    return busy.stream().findFirst().orElse(null);
  }

  /** Waits for the end of some work, and says whether the thread was interrupted meanwhile. */
  private static boolean awaitUninterruptibly(Future<?> work) {
    boolean interrupted = false;
    while (true) {
      try {
        work.get();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw new IllegalStateException("a worker failed", e.getCause());
      }
    }
  }

  /** Ends the threads when they have done their work. */
  @Override
  public void close() {
    helpers.shutdown();
  }
}
