package io.skipruntime.engine.spi;

/**
 * The bounds of what the nodes of one instance of a {@link LimitedResource} may take in one
 * transaction, that is, while all writes wait.
 *
 * @param millis how long they may work, in milliseconds; at least 1
 * @param bytes how much memory their new entries may take, by estimate, in bytes; at least 1
 */
public record WorkBounds(long millis, long bytes) {

  private static final long DEFAULT_MILLIS = 5_000;
  private static final long DEFAULT_BYTES = 256L << 20;

  /** Checks the numbers. */
  public WorkBounds {
    if (millis < 1 || bytes < 1) {
      throw new IllegalArgumentException("bounds are at least 1: " + millis + " ms, " + bytes);
    }
  }

  /** 5 seconds, and 256 MiB. */
  public static WorkBounds defaults() {
    return new WorkBounds(DEFAULT_MILLIS, DEFAULT_BYTES);
  }
}
