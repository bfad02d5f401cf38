package io.skipruntime.server.host;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A number of bytes of memory that several takers share. Each takes before it fills memory, and
 * gives the same number back when the memory is free again. Thread-safe.
 *
 * <ul>
 *   <li>{@code taken} is at most {@code most}, unless one taker has all of it, or somebody has
 *       {@link #overdraw}n.
 * </ul>
 */
public final class ByteBudget {

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  /** A budget of which nothing is taken; {@code most} is at least 1. */
  public ByteBudget(long most) {
    this.most = most;
  }

  /**
   * A share of the heap: what was configured, but not more than an eighth of the heap, so that
   * small heaps are safe without configuration.
   */
  public static long ofHeap(long configured) {
    return Math.max(1, Math.min(configured, Runtime.getRuntime().maxMemory() / 8));
  }

  /**
   * Takes bytes if they fit, or if the taker is the only one: what does not fit at all can be had
   * one after the other.
   *
   * @param own what the same taker has taken before
   * @return whether they were taken
   */
  public boolean take(long own, long bytes) {
    for (long before = taken.get(); ; before = taken.get()) {
      if (before + bytes > most && before > own) {
        return false;
      }
      if (taken.compareAndSet(before, before + bytes)) {
        return true;
      }
    }
  }

  /** Whether bytes would fit, or none are taken. */
  public boolean hasRoom(long bytes) {
    long before = taken.get();
    return before == 0 || before + bytes <= most;
  }

  /**
   * Takes bytes although they do not fit, for what is small and has to be said.
   *
   * @return whether the budget is exceeded by a quarter at most
   */
  public boolean overdraw(long bytes) {
    return taken.addAndGet(bytes) <= most + most / 4;
  }

  /** Gives bytes back. */
  public void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  /** How many bytes are taken. */
  public long taken() {
    return taken.get();
  }
}
