package io.skipruntime.benchmarks.measure;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** The times at which changes were first seen, by the numbers that they have. Thread-safe. */
public final class Arrivals {

  private static final long LIMIT_SECONDS = 300;

  /** By number; 0 for one that was not seen. */
  private final AtomicLongArray nanos;

  private final Map<Integer, CompletableFuture<Long>> awaited = new ConcurrentHashMap<>();

  /** Takes the numbers below {@code count}. */
  public Arrivals(int count) {
    nanos = new AtomicLongArray(count);
  }

  /** Notes that a change was seen. */
  public void note(long number) {
    int at = Math.toIntExact(number);
    long now = System.nanoTime();
    nanos.compareAndSet(at, 0, now);
    CompletableFuture<Long> waiting = awaited.remove(at);
    if (waiting != null) {
      waiting.complete(now);
    }
  }

  /**
   * Waits for a change.
   *
   * @return when it was seen
   * @throws IllegalStateException if it is not seen within five minutes
   */
  public long await(int number) {
    CompletableFuture<Long> waiting = new CompletableFuture<>();
    awaited.put(number, waiting);
    if (nanos.get(number) == 0) {
      waiting.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }
    awaited.remove(number);
    return nanos.get(number);
  }
}
