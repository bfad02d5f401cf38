package io.skipruntime.oracle;

import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.testkit.comparison.Difference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The writes of several threads that wait for each other: a commit goes on until all of them wait,
 * in their order.
 */
final class SimultaneousWrites {

  private static final long PATIENCE_SECONDS = 60;
  private static final long BETWEEN_LOOKS_NANOS = 10_000;

  /** The commit that the others wait for. */
  private static final class Held {
    final CountDownLatch began = new CountDownLatch(1);
    final CountDownLatch ends = new CountDownLatch(1);
  }

  /** Less than the time after which a thread that waits for a service's lock asks for it again. */
  private static final long ORDERED_MILLIS = 400;

  /**
   * The news that writes have waited for so long, on a busy machine, that they may have changed
   * places: what they do together cannot be foretold.
   */
  static final class OrderLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OrderLostException(Difference found) {
      super("the machine is too busy for writes that wait in order", found);
    }
  }

  private volatile boolean holding;
  private long startNanos;
  private volatile Held held = new Held();

  /** Is told what the engine does, on the thread that does it. */
  void hear(EngineEvent event) {
    if (holding && event instanceof EngineEvent.Committed) {
      holding = false;
      held.began.countDown();
      await(held.ends);
    }
  }

  /** Carries out the writes, and gives what became of each: its watermark, or why it failed. */
  List<CompletableFuture<Watermark>> run(
      ServiceInstance service, List<Supplier<Watermark>> writes) {
    startNanos = System.nanoTime();
    held = new Held();
    holding = true;
    List<Thread> threads = new ArrayList<>();
    List<CompletableFuture<Watermark>> outcomes = new ArrayList<>();
    threads.add(started(() -> service.transaction(none -> {}), new CompletableFuture<>()));
    await(held.began);
    for (Supplier<Watermark> write : writes) {
      CompletableFuture<Watermark> outcome = new CompletableFuture<>();
      outcomes.add(outcome);
      Thread thread = started(write, outcome);
      threads.add(thread);
      awaitWaiting(thread);
    }
    held.ends.countDown();
    threads.forEach(SimultaneousWrites::join);
    return outcomes;
  }

  /** Whether the writes that were run last, until now, may have lost their order. */
  boolean mayHaveLostOrder() {
    return System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(ORDERED_MILLIS);
  }

  private static Thread started(Supplier<Watermark> write, CompletableFuture<Watermark> outcome) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            outcome.complete(write.get());
          } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
  }

  private static void awaitWaiting(Thread thread) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("a write does not wait for the lock");
      }
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a commit does not go on");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(Duration.ofSeconds(PATIENCE_SECONDS))) {
        throw new IllegalStateException("a write does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
