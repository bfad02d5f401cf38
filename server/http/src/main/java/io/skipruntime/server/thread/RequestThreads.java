package io.skipruntime.server.thread;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The threads that may block, virtual ones. May be used by any thread. */
public final class RequestThreads {

  private static final Logger LOGGER = System.getLogger(RequestThreads.class.getName());

  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("skip-request-", 0).factory());

  /** Runs a step; false if it is too late for that. */
  public boolean run(Runnable step) {
    try {
      threads.execute(step);
      return true;
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.TRACE, "shutting down", e);
      return false;
    }
  }

  /** Whether it is too late to run a step. */
  boolean isClosed() {
    return threads.isShutdown();
  }

  /** Takes no more steps, and waits for those that run, up to a time. */
  public void close(long waitMillis) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(waitMillis, TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
