package io.skipruntime.engine.graph;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs computations that start further computations, to any depth: after every {@code
 * LEVELS_PER_THREAD} levels the next goes to a thread of its own, with a fresh stack, while the one
 * before waits for it. At any time exactly one of the threads runs.
 */
final class Nesting {

  private static final int LEVELS_PER_THREAD = 256;
  private static final long STACK_BYTES = 8L << 20;

  private int depth;
  private volatile @Nullable Thread innermost;

  <T> T run(Supplier<T> computation) {
    depth++;
    try {
      return depth % LEVELS_PER_THREAD == 0 ? onFreshStack(computation) : computation.get();
    } finally {
      depth--;
    }
  }

  /** The thread that runs, if that is none that has been there before; null if it is not. */
  @Nullable Thread innermost() {
    return innermost;
  }

  private <T> T onFreshStack(Supplier<T> computation) {
    AtomicReference<@Nullable T> result = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable body =
        () -> {
          try {
            result.set(computation.get());
          } catch (Throwable e) {
            failure.set(e);
          }
        };
    Thread thread = new Thread(null, body, "skip-nested", STACK_BYTES);
    thread.setDaemon(true);
    Thread outer = innermost;
    innermost = thread;
    thread.start();
    joinUninterruptibly(thread);
    innermost = outer;
    return valueOrThrow(result.get(), failure.get());
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T valueOrThrow(@Nullable T result, @Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (result == null) {
      throw new IllegalStateException("a nested computation gave no result", failure);
    }
    return result;
  }
}
