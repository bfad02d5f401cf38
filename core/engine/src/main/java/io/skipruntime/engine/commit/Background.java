package io.skipruntime.engine.commit;

import io.skipruntime.json.FailureText;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A thread for what must not hold up a transaction: telling subscribers of an end, giving back what
 * sources hold. Steps run one at a time, in the order they were given.
 */
final class Background {

  private final ExecutorService thread;
  private final Consumer<Throwable> broken;

  /**
   * No thread yet.
   *
   * @param name the thread's name
   * @param broken takes an error of the machine that ends a step in the middle
   */
  Background(String name, Consumer<Throwable> broken) {
    this.broken = broken;
    this.thread =
        new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name).factory());
  }

  /** Runs {@code step} soon; steps given after {@link #close} do not run. */
  void run(Runnable step) {
    try {
      thread.execute(() -> {
        try {
          step.run();
        } catch (RuntimeException e) {
          System.getLogger(Background.class.getName())
              .log(
                  System.Logger.Level.ERROR,
                  "a step in the background failed",
                  FailureText.loggable(e));
        } catch (Error e) {
          broken.accept(e);
        }
      });
    } catch (RejectedExecutionException closed) {
      System.getLogger(Background.class.getName())
          .log(System.Logger.Level.TRACE, "closed before a step", closed);
    }
  }

  /** Runs what was given so far and ends the thread. */
  void close() {
    thread.shutdown();
  }

  /** As {@link #close()}, and waits for that, if it does not take longer. */
  void close(long millis) {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
        System.getLogger(Background.class.getName())
            .log(System.Logger.Level.WARNING, "a step takes longer than {0} ms", millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
