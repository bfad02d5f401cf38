package io.skipruntime.cluster.log;

import io.skipruntime.journal.format.BinaryOutput;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A log in a directory that several processes share: those of one machine, or of several with a
 * file system whose locks and contents are the same for all.
 *
 * <p>Each opened log has one thread that appends. It takes all records that wait, gets the lock of
 * the file, finds the end, writes and forces the records with one call each, moves the mark, and
 * gives the lock back: the more writers there are, the less each pays. Readers look at the mark,
 * and read up to it. The lock of a process that is killed is given back by the system; what it had
 * written after the mark is either whole and becomes part of the log, or is cut off.
 *
 * <p>The records are in segments. When the segments since the newest snapshot are as large as that,
 * and at least one is full, a snapshot is wanted; two are kept, and the segments that the older of
 * them needs.
 *
 * <ul>
 *   <li>The mark never comes before the force of what is below it.
 * </ul>
 */
public final class FileLog implements CommitLog {

  private static final long SEGMENT_BYTES = 64L << 20;

  private static final int MOST_BYTES = 8 << 20;
  private static final long LEAST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long MOST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long CLOSE_MILLIS = 2_000;

  /** A group of records to append at once, and the place of the first; an empty one ends all. */
  private record Waiting(List<BinaryOutput> payloads, CompletableFuture<Long> place) {

    static Waiting of(List<byte[]> records) {
      return new Waiting(
          records.stream().map(Waiting::payload).toList(), new CompletableFuture<>());
    }

    private static BinaryOutput payload(byte[] record) {
      BinaryOutput payload = new BinaryOutput(record.length);
      payload.bytes(record, 0, record.length);
      return payload;
    }

    int bytes() {
      return payloads.stream().mapToInt(BinaryOutput::size).sum();
    }
  }

  private final LogDirectory directory;
  private final LogReader records;
  private final FileSnapshots snapshots;
  private final LeaderLock leader;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Thread appender;
  private volatile boolean isClosed;
  private volatile @Nullable Thread reader;
  private long lookedAtSegment;

  private FileLog(LogDirectory directory, FileSnapshots snapshots) {
    this.directory = directory;
    this.records = new LogReader(directory);
    this.snapshots = snapshots;
    this.leader = new LeaderLock(directory.path());
    this.appender =
        Thread.ofPlatform().daemon().name("skip-cluster-append").unstarted(this::appendAll);
  }

  /**
   * Opens the log in a directory; both are made if they are not there.
   *
   * @throws LogUnavailableException if that is not possible
   */
  public static FileLog open(Path directory) {
    return open(directory, SEGMENT_BYTES);
  }

  /**
   * Opens the log in a directory, whose segments have a size of their own, 64 MiB otherwise.
   *
   * @param segmentBytes the size in bytes from which on a segment is followed by another one
   * @throws LogUnavailableException if that is not possible
   */
  public static FileLog open(Path directory, long segmentBytes) {
    try {
      LogDirectory files = LogDirectory.open(directory, segmentBytes);
      FileLog log = new FileLog(files, new FileSnapshots(files.path()));
      log.appender.start();
      return log;
    } catch (IOException e) {
      throw new LogUnavailableException(
          "the log in " + directory + " cannot be opened: " + e, false, e);
    }
  }

  @Override
  public long append(byte[] record, long waitMillis) {
    return append(Waiting.of(List.of(record)), waitMillis);
  }

  @Override
  public void appendAll(List<byte[]> records, long waitMillis) {
    if (!records.isEmpty()) {
      long unused = append(Waiting.of(records), waitMillis);
    }
  }

  private long append(Waiting waiting, long waitMillis) {
    queue.add(waiting);
    if (isClosed && queue.remove(waiting)) {
      throw closed(false);
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return waiting.place().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (TimeoutException e) {
      throw new LogUnavailableException(
          "the log could not be written within " + waitMillis + " ms: another process has its lock",
          !queue.remove(waiting),
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new LogUnavailableException("the log cannot be written", true, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static LogUnavailableException closed(boolean mayBeAppended) {
    return new LogUnavailableException(
        "the log is closed", mayBeAppended, new IOException("closed"));
  }

  private void appendAll() {
    List<Waiting> group = new ArrayList<>();
    boolean isLast = false;
    while (!isLast) {
      isLast = take(group);
      if (!group.isEmpty()) {
        append(group);
      }
      group.clear();
      LockSupport.unpark(reader);
    }
    queue.forEach(each -> each.place().completeExceptionally(closed(false)));
    directory.close();
  }

  /** Takes what waits, and says whether the log is to be closed after it. */
  private boolean take(List<Waiting> group) {
    int bytes = 0;
    while (bytes < MOST_BYTES) {
      Waiting next = group.isEmpty() ? first() : queue.poll();
      if (next == null) {
        return false;
      }
      if (next.payloads().isEmpty()) {
        return true;
      }
      group.add(next);
      bytes += next.bytes();
    }
    return false;
  }

  private Waiting first() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        System.getLogger(FileLog.class.getName())
            .log(System.Logger.Level.DEBUG, "the thread of the log goes on", e);
      }
    }
  }

  private void append(List<Waiting> group) {
    try {
      long place =
          directory.append(group.stream().flatMap(each -> each.payloads().stream()).toList());
      for (Waiting each : group) {
        each.place().complete(place);
        place += each.payloads().size();
      }
    } catch (RuntimeException | Error e) {
      group.forEach(each -> each.place().completeExceptionally(e));
    }
  }

  @Override
  public List<byte[]> read(long from, int most, long waitMillis) {
    reader = Thread.currentThread();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    long pause = LEAST_PAUSE_NANOS;
    while (true) {
      LogDirectory.Mark mark = directory.mark();
      if (mark.records() >= from) {
        synchronized (records) { // which another thread closes
          return records.read(from, most, mark);
        }
      }
      long left = end - System.nanoTime();
      if (isClosed || left <= 0 || Thread.currentThread().isInterrupted()) {
        return List.of();
      }
      LockSupport.parkNanos(this, Math.min(pause, left));
      pause = Math.min(MOST_PAUSE_NANOS, pause + pause / 4);
    }
  }

  @Override
  public long end() {
    return directory.mark().records();
  }

  @Override
  public Optional<LogSnapshot> newestSnapshot() {
    try {
      return snapshots.newest();
    } catch (IOException e) {
      throw directory.unreadable(e);
    }
  }

  @Override
  public boolean wantsSnapshot() {
    long segment = directory.mark().segment();
    if (segment == lookedAtSegment) {
      return false;
    }
    lookedAtSegment = segment;
    try {
      FileSnapshots.Newest newest = snapshots.glance();
      long bytes = directory.fullBytesAfter(newest.place());
      return bytes > 0 && bytes >= newest.bytes();
    } catch (IOException e) {
      throw directory.unreadable(e);
    }
  }

  @Override
  public void keep(LogSnapshot snapshot) {
    try {
      OptionalLong oldest = snapshots.keep(snapshot);
      if (oldest.isPresent()) {
        directory.deleteUpTo(oldest.getAsLong());
      }
    } catch (IOException e) {
      throw new LogUnavailableException(
          "a snapshot of place "
              + snapshot.place()
              + " cannot be kept in "
              + directory.path()
              + ": "
              + e,
          false,
          e);
    }
  }

  @Override
  public LogExtent extent() {
    try {
      LogDirectory.Segments segments = directory.sizes();
      return new LogExtent(
          segments.first(),
          OptionalLong.of(segments.count()),
          OptionalLong.of(segments.bytes()),
          snapshots.glance().place());
    } catch (IOException e) {
      throw directory.unreadable(e);
    }
  }

  @Override
  public boolean leads() {
    try {
      return leader.take();
    } catch (IOException e) {
      throw directory.unreadable(e);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    queue.add(new Waiting(List.of(), new CompletableFuture<>()));
    LockSupport.unpark(reader);
    boolean interrupted = false;
    try {
      appender.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    closeFile(leader);
    synchronized (records) {
      closeFile(records::close);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes a file that nothing was written to, so that a failure loses nothing. */
  private static void closeFile(Closeable file) {
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(FileLog.class.getName())
          .log(System.Logger.Level.DEBUG, "a file of the log could not be closed", e);
    }
  }
}
