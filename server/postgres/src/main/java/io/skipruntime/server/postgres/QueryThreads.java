package io.skipruntime.server.postgres;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The few threads that plan and run the queries of all connections, so that the threads of these
 * never keep a processor. Thread-safe.
 */
final class QueryThreads implements AutoCloseable {

  private static final long LOOK_MILLIS = 200;

  private final ExecutorService threads;
  private final long mostWaitMillis;

  /**
   * Threads.
   *
   * @param count how many there are at most
   * @param mostWaitMillis how long a query may wait for one
   */
  QueryThreads(int count, long mostWaitMillis) {
    this.threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name("skip-postgres-query-", 0).factory());
    this.mostWaitMillis = mostWaitMillis;
  }

  /**
   * The result of a step.
   *
   * @param isUnwanted whether the result is not wanted any more; asked regularly by the caller's
   *     thread. A step that has begun has to find that out itself
   * @throws Failure if it fails, or finds no thread in time
   */
  <T> T run(Callable<T> step, Callable<Boolean> isUnwanted) throws Exception {
    AtomicBoolean hasBegun = new AtomicBoolean();
    Future<T> future = submitted(step, hasBegun);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostWaitMillis);
    while (true) {
      try {
        return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        boolean isLate = System.nanoTime() - deadline > 0;
        if ((isUnwanted.call() || isLate) && hasBegun.compareAndSet(false, true)) {
          throw isLate
              ? Failure.of("53000", "other queries are running; try again soon")
              : Failure.of("57014", "canceling statement due to user request");
        }
      } catch (ExecutionException e) {
        throw cause(e);
      }
    }
  }

  private <T> Future<T> submitted(Callable<T> step, AtomicBoolean hasBegun) {
    try {
      return threads.submit(() -> {
        if (!hasBegun.compareAndSet(false, true)) {
          throw Failure.of("57014", "the statement is not wanted any more");
        }
        return step.call();
      });
    } catch (RejectedExecutionException e) {
      throw Failure.fatal("57P01", "terminating connection due to administrator command");
    }
  }

  private static Exception cause(ExecutionException failure) {
    return switch (failure.getCause()) {
      case Exception exception -> exception;
      case Error error -> throw error;
      case null, default -> failure;
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
