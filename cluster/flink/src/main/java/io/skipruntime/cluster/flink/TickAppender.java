package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.shard.TickFormat;
import io.skipruntime.cluster.shard.TickReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread that appends outcomes to the log of ticks: all that wait at once, so that a slow log
 * delays ticks and does not make them fewer. After a failure, it goes on with what the log does not
 * have. What the log has all the same is there twice, and readers leave the second one out.
 */
final class TickAppender implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(TickAppender.class.getName());

  private static final int MOST_WAITING = 4096;
  private static final long MOST_BYTES = 32L << 20;
  private static final long WAIT_MILLIS = 30_000;
  private static final long RETRY_MILLIS = 1_000;

  private final CommitLog ticks;
  private final String name;
  private final Thread thread;
  private List<byte[]> waiting = new ArrayList<>();
  private long waitingBytes;
  private boolean isAppending;
  private final CountDownLatch closing = new CountDownLatch(1);
  private boolean isClosed;
  private @Nullable Throwable failure;

  private TickAppender(CommitLog ticks, String name) {
    this.ticks = ticks;
    this.name = name;
    this.thread = Thread.ofPlatform().daemon().name("skip-job-ticks").unstarted(this::run);
  }

  /**
   * An appender to a log.
   *
   * @param ticks the log, which this closes in the end, and which others do not use meanwhile
   * @param name how messages call it
   */
  static TickAppender start(CommitLog ticks, String name) {
    TickAppender appender = new TickAppender(ticks, name);
    appender.thread.start();
    return appender;
  }

  private void run() {
    try (ticks) {
      List<byte[]> group = take();
      while (!group.isEmpty()) {
        append(group);
        group = take();
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // which nothing here does
    }
  }

  private synchronized List<byte[]> take() throws InterruptedException {
    isAppending = false;
    notifyAll();
    while (waiting.isEmpty() && !isClosed) {
      wait();
    }
    List<byte[]> group = isClosed ? List.of() : waiting;
    waiting = new ArrayList<>();
    waitingBytes = 0;
    isAppending = true;
    return group;
  }

  private void append(List<byte[]> group) throws InterruptedException {
    List<byte[]> rest = group;
    boolean isDone = false;
    while (!isDone) {
      try {
        ticks.appendAll(rest, WAIT_MILLIS);
        isDone = true;
      } catch (LogUnavailableException e) {
        LOG.log(System.Logger.Level.WARNING, "{0}; trying again", e.getMessage());
        isDone = closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        rest = isDone ? rest : missing(rest);
      }
    }
  }

  /** The records of a group that the log does not have; all if it cannot be read. */
  private List<byte[]> missing(List<byte[]> group) {
    try {
      long last = TickReader.lastTick(ticks, name, TickFormat.originOf(group.getFirst()));
      return group.stream().filter(record -> TickFormat.tickOf(record) > last).toList();
    } catch (LogUnavailableException e) {
      LOG.log(System.Logger.Level.DEBUG, "all of a group is appended again", e);
      return group;
    }
  }

  private synchronized void fail(Throwable e) {
    failure = e;
    isAppending = false;
    notifyAll();
  }

  /**
   * Adds a record that is to be appended.
   *
   * @throws IllegalStateException if the log cannot be written any more
   */
  synchronized void add(byte[] record) throws InterruptedException {
    while (failure == null && (waiting.size() > MOST_WAITING || waitingBytes > MOST_BYTES)) {
      wait();
    }
    requireSound();
    waiting.add(record);
    waitingBytes += record.length;
    notifyAll();
  }

  /**
   * Waits until all that was added is durable.
   *
   * @throws IllegalStateException if the log cannot be written any more
   */
  synchronized void flush() throws InterruptedException {
    while (failure == null && (isAppending || !waiting.isEmpty())) {
      wait();
    }
    requireSound();
  }

  private void requireSound() {
    if (failure != null) {
      throw new IllegalStateException("ticks cannot be published", failure);
    }
  }

  /** Ends soon: what waits is not appended. */
  @Override
  public synchronized void close() {
    isClosed = true;
    closing.countDown();
    notifyAll();
  }
}
