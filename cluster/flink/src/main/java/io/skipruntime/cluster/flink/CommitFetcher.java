package io.skipruntime.cluster.flink;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.log.TrimmedLogException;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.cluster.shard.TickFormat;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads the log of commits ahead of the source, so that the source never waits; and
 * looks now and then which ticks have taken effect, and whether a snapshot is wanted. While a log
 * cannot be reached, it tries again.
 */
final class CommitFetcher implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(CommitFetcher.class.getName());

  private static final int MOST_RECORDS = 64;
  private static final long MOST_BYTES = 16L << 20;
  private static final long READ_MILLIS = 200;
  private static final long SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long RETRY_MILLIS = 500;

  private final ShardLogs logs;
  private final Thread thread;
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private long queuedBytes;
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private @Nullable RuntimeException failure;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile long settled;
  private final AtomicBoolean isRequested = new AtomicBoolean();

  private long next;
  private long lookedAt;
  private long lookedAtEnd;

  private CommitFetcher(ShardLogs logs, long after, ClassLoader loader) {
    this.logs = logs;
    this.next = after + 1;
    this.lookedAt = System.nanoTime() - SETTLED_NANOS;
    this.thread = Thread.ofPlatform().daemon().name("skip-job-commits").unstarted(this::run);
    thread.setContextClassLoader(loader);
  }

  /**
   * Starts to read.
   *
   * @param after the last tick that is not to be read
   */
  static CommitFetcher start(ShardLogs logs, long after) {
    CommitFetcher fetcher =
        new CommitFetcher(logs, after, Thread.currentThread().getContextClassLoader());
    fetcher.thread.start();
    return fetcher;
  }

  private boolean isClosed() {
    return closing.getCount() == 0;
  }

  private void run() {
    try {
      while (!isClosed()) {
        try (CommitLog commits = logs.openCommits();
            CommitLog ticks = logs.openTicks()) {
          while (!isClosed()) {
            fetch(commits, ticks);
          }
        } catch (LogUnavailableException e) {
          LOG.log(System.Logger.Level.WARNING, "{0}; trying again", e.getMessage());
          boolean unused = closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // which nothing here does
    }
  }

  private void fetch(CommitLog commits, CommitLog ticks) throws InterruptedException {
    List<byte[]> records;
    try {
      records = commits.read(next, MOST_RECORDS, READ_MILLIS);
    } catch (TrimmedLogException gone) {
      throw new SkipException(
          "the log of commits of "
              + logs.name()
              + " was shortened after the checkpoint, and does not have record "
              + next
              + " any more: start the job without the checkpoint, so that it begins with the newest"
              + " snapshot of the log",
          gone);
    }
    if (!records.isEmpty()) {
      lookAtTicks(ticks);
      add(records);
      next += records.size();
      if (commits.wantsSnapshot()) {
        isRequested.set(true);
      }
    }
  }

  private void lookAtTicks(CommitLog ticks) {
    long now = System.nanoTime();
    if (now - lookedAt < SETTLED_NANOS) {
      return;
    }
    lookedAt = now;
    long end = ticks.end();
    if (end > lookedAtEnd) {
      lookedAtEnd = end;
      for (byte[] last : ticks.read(end, 1, 0)) {
        if (TickFormat.tookEffect(last)) {
          settled = Math.max(settled, TickFormat.tickOf(last));
        }
      }
    }
  }

  private synchronized void add(List<byte[]> records) throws InterruptedException {
    while (!isClosed() && (queuedBytes > MOST_BYTES || queue.size() > 4 * MOST_RECORDS)) {
      wait();
    }
    for (byte[] each : records) {
      queue.add(each);
      queuedBytes += each.length;
    }
    available.complete(null);
  }

  private synchronized void fail(RuntimeException e) {
    failure = e;
    available.complete(null);
  }

  /**
   * The next record; null if there is none yet.
   *
   * @throws RuntimeException if the log is damaged or cannot be opened
   */
  synchronized byte @Nullable [] poll() {
    byte[] first = queue.poll();
    if (first != null) {
      queuedBytes -= first.length;
      notifyAll();
      return first;
    }
    if (failure != null) {
      throw failure;
    }
    if (available.isDone()) {
      available = new CompletableFuture<>();
    }
    return null;
  }

  /** The last tick that is known to have taken effect; 0 if none is. */
  long settled() {
    return settled;
  }

  /** Whether a snapshot is worth its cost; says so once for each time that it becomes so. */
  boolean takeRequest() {
    return isRequested.getAndSet(false);
  }

  /** Is done when {@link #poll} has something. */
  synchronized CompletableFuture<Void> available() {
    return queue.isEmpty() && failure == null ? available : CompletableFuture.completedFuture(null);
  }

  /** Ends the thread soon: it is not interrupted, since that would close the files of a log. */
  @Override
  public synchronized void close() {
    closing.countDown();
    notifyAll();
  }
}
