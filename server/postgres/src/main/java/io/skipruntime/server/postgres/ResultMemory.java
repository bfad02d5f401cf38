package io.skipruntime.server.postgres;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the results that clients have not taken yet, and of the statements that they have
 * prepared, of all connections. Thread-safe.
 */
final class ResultMemory {

  private static final int BYTES_OF_ROW = 64;
  private static final int BYTES_OF_CELL = 32;
  private static final long MEBIBYTE = 1 << 20;

  private final AtomicLong bytes = new AtomicLong();
  private final long mostBytes;

  ResultMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** How many bytes are taken. */
  long bytes() {
    return bytes.get();
  }

  /** The memory of one result, or of one statement. Used by one thread at a time. */
  final class Share {
    private final long most;
    private long taken;

    /**
     * Memory of which nothing is taken yet.
     *
     * @param most how many bytes it may take
     */
    Share(long most) {
      this.most = most;
    }

    /** Takes memory for a row. */
    void add(@Nullable Object[] row) {
      long size = BYTES_OF_ROW + (long) BYTES_OF_CELL * row.length;
      for (Object cell : row) {
        size += cell instanceof String text ? 2L * text.length() : 0;
      }
      take(size);
    }

    /** Takes so many bytes. What was taken has to be released also if this is refused. */
    void take(long size) {
      taken += size;
      if (bytes.addAndGet(size) > mostBytes) {
        throw Failure.of(
            "53200",
            "the results and statements of all clients need more memory than "
                + mostBytes / MEBIBYTE
                + " MiB");
      }
      if (taken > most) {
        throw Failure.of("53200", "the result needs more memory than " + most / MEBIBYTE + " MiB");
      }
    }

    /** Gives all of it back. */
    void release() {
      bytes.addAndGet(-taken);
      taken = 0;
    }
  }
}
