package io.skipruntime.cluster.log;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log in the memory of one process, for tests and for trying a cluster out. It lives as long as
 * this object; {@link #open} gives it to each user. Thread-safe.
 */
public final class MemoryLog {

  private final List<byte[]> records = new ArrayList<>();
  private @Nullable CommitLog leader;

  /** An empty log. */
  public MemoryLog() {}

  /** The log, for one more user. */
  public CommitLog open() {
    return new Opened();
  }

  private synchronized long append(byte[] record) {
    records.add(record.clone());
    notifyAll();
    return records.size();
  }

  private synchronized long end() {
    return records.size();
  }

  private synchronized List<byte[]> read(long from, int most, long waitMillis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    boolean interrupted = false;
    try {
      for (long left = waitMillis; records.size() < from && left > 0; left = millisTo(end)) {
        try {
          wait(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    int to = (int) Math.min(records.size(), from - 1 + most);
    return from > to ? List.of() : List.copyOf(records.subList((int) from - 1, to));
  }

  private synchronized long bytes() {
    return records.stream().mapToLong(each -> each.length).sum();
  }

  private synchronized boolean leads(CommitLog user) {
    if (leader == null) {
      leader = user;
    }
    return leader == user;
  }

  private synchronized void close(CommitLog user) {
    if (leader == user) {
      leader = null;
    }
  }

  private static long millisTo(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
  }

  /** The log as one user has it. */
  private final class Opened implements CommitLog {

    private volatile boolean isClosed;

    @Override
    public long append(byte[] record, long waitMillis) {
      return MemoryLog.this.append(record);
    }

    @Override
    public List<byte[]> read(long from, int most, long waitMillis) {
      return MemoryLog.this.read(from, most, waitMillis);
    }

    @Override
    public long end() {
      return MemoryLog.this.end();
    }

    @Override
    public LogExtent extent() {
      return new LogExtent(1, OptionalLong.empty(), OptionalLong.of(bytes()), 0);
    }

    @Override
    public boolean leads() {
      return !isClosed && MemoryLog.this.leads(this);
    }

    @Override
    public void close() {
      isClosed = true;
      MemoryLog.this.close(this);
    }
  }
}
