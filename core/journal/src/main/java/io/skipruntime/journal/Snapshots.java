package io.skipruntime.journal;

import io.skipruntime.StorageException;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.LogFigures;
import io.skipruntime.journal.log.LogOrigin;
import io.skipruntime.journal.log.ThreadEnd;
import io.skipruntime.journal.snapshot.SnapshotReader;
import io.skipruntime.journal.snapshot.SnapshotWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A writer of snapshots while the service goes on, on a thread of its own: one when the log since
 * the last one has become long, or when {@link #request} was called. The files that no recovery
 * needs any more are deleted after each. Meanwhile the thread inspects the files that are there.
 *
 * <p>A snapshot that fails, such as for lack of space, is tried again after a while; nothing but
 * the length of the log depends on it. After each 8 MiB it waits four times as long as forcing them
 * took, but at most a second, so that the log has the disk for most of the time.
 *
 * <p>Safe for use by several threads.
 */
final class Snapshots implements AutoCloseable {

  /**
   * A commit in the log.
   *
   * @param sequence one that is lower than that of the commit and not lower than that of the one
   *     before; records between belong to neither
   * @param tick the commit's
   */
  record Position(long sequence, long tick) {}

  private static final Logger LOGGER = System.getLogger(Snapshots.class.getName());
  private static final long RETRY_SECONDS = 60;
  private static final long MOST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int WAIT_FACTOR = 4;

  private final Files files;
  private final JournalOptions options;
  private final StateSource states;
  private final Supplier<Position> lastCommit;
  private final LongSupplier clock;
  private final LogFigures log;
  private final Retention retention;
  private final LongConsumer checkpoint;
  private final Inspection inspection;
  private final Runnable roll;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private LogOrigin origin;
  private List<StoredCollection> kept;
  private final List<CompletableFuture<Long>> waiting = new ArrayList<>();
  private boolean requested;
  private boolean hasFailed;
  private long failedNanos;
  private long bytesBefore;
  private long recordsBefore;
  private volatile long lastBytes;
  private volatile long lastMillis;
  private final AtomicLong count = new AtomicLong();

  /**
   * Snapshots of a service.
   *
   * @param kept collections that the service does not know, which each snapshot has too
   * @param lastCommit tells where in the log the last commit is that was acknowledged
   * @param clock tells the time in milliseconds
   * @param checkpoint is given the tick of each snapshot that is durable
   * @param roll lets the log go on in another segment
   */
  Snapshots(
      Files files,
      JournalOptions options,
      LogOrigin origin,
      StateSource states,
      List<StoredCollection> kept,
      Supplier<Position> lastCommit,
      LongSupplier clock,
      LogFigures log,
      Retention retention,
      LongConsumer checkpoint,
      Inspection inspection,
      Runnable roll) {
    this.files = files;
    this.options = options;
    this.origin = origin;
    this.states = states;
    this.kept = kept;
    this.lastCommit = lastCommit;
    this.clock = clock;
    this.log = log;
    this.retention = retention;
    this.checkpoint = checkpoint;
    this.inspection = inspection;
    this.roll = roll;
    this.thread = Thread.ofPlatform().name("skip-snapshot").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Writes a snapshot soon. */
  synchronized void request() {
    requested = true;
    notifyAll();
  }

  /**
   * Writes a snapshot soon.
   *
   * @return completes with its tick when it is durable, or with why it failed
   */
  synchronized CompletableFuture<Long> write() {
    CompletableFuture<Long> written = new CompletableFuture<>();
    if (stopped.getCount() == 0) {
      written.completeExceptionally(failure("the service is stopped"));
      return written;
    }
    waiting.add(written);
    request();
    return written;
  }

  private static StorageException failure(String reason) {
    return new StorageException(StorageException.Reason.FULL, "no snapshot was written: " + reason);
  }

  private synchronized List<CompletableFuture<Long>> takeWaiting() {
    List<CompletableFuture<Long>> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }

  /**
   * Writes a snapshot soon, and says that what is derived from then on is not that of the program
   * that started: no record before it is carried out again by another process. Called before the
   * commit of the other program is shown, so that no snapshot has it under the name of the one
   * before.
   */
  synchronized void programChanged(String program) {
    origin =
        new LogOrigin(origin.directory(), origin.epoch(), origin.boot(), program, origin.forced());
    request();
  }

  /** Is told that records were written: whether a snapshot is due may have changed. */
  void logGrew() {
    if (isDue()) {
      request();
    }
  }

  private boolean isDue() {
    long bytes = log.bytes() - bytesBefore;
    long records = log.records() - recordsBefore;
    return bytes > Math.max(options.snapshotBytes(), lastBytes)
        || (records > options.snapshotRecords() && bytes > lastBytes / 4);
  }

  /**
   * Waits for a request, and after a snapshot that failed for as long as that is to pass; false if
   * it is time to inspect files first.
   */
  private synchronized boolean awaitRequest() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(inspection.pauseMillis());
    while (stopped.getCount() > 0 && (!requested || mustRest())) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    requested = false;
    return true;
  }

  private synchronized LogOrigin origin() {
    return origin;
  }

  private boolean mustRest() {
    return hasFailed && System.nanoTime() - failedNanos < TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
  }

  /** Inspects a part of the files; what is damaged is replaced by a new snapshot. */
  private void inspect() {
    List<String> news = inspection.step();
    for (String each : news) {
      LOGGER.log(
          Level.ERROR,
          "{0}: {1}; nothing is lost, as all is in memory: a new snapshot takes its place, and"
              + " what is damaged goes to {2}. See to the disk",
          files.describe(),
          each,
          Files.QUARANTINE);
    }
    if (!news.isEmpty() && inspection.needsSegment()) {
      roll.run();
    }
    try {
      if (!news.isEmpty() || inspection.canReplace(lastCommit.get().sequence())) {
        request();
      }
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "a segment cannot be read", e); // the next step notes it
    }
  }

  private void run() {
    try {
      while (stopped.getCount() > 0) {
        if (!awaitRequest()) {
          inspect();
        } else if (stopped.getCount() > 0) {
          hasFailed = !writeNow();
          failedNanos = System.nanoTime();
          if (hasFailed) {
            request();
          }
        }
      }
    } catch (InterruptedException e) {
      // no other code has this thread
    } finally {
      inspection.close();
    }
  }

  /** The state, once it has a commit: one that was just acknowledged is about to be shown. */
  private State captured(long tick) throws IOException {
    while (true) {
      State state = states.capture();
      if (state.tick() >= tick) {
        return state;
      }
      state.close();
      await(1_000_000);
    }
  }

  private boolean writeNow() {
    List<CompletableFuture<Long>> asked = takeWaiting();
    long bytes = log.bytes();
    long records = log.records();
    Position position = lastCommit.get();
    try (State state = captured(position.tick())) {
      lastBytes =
          SnapshotWriter.write(
              files,
              origin(), // read after the state, which may be that of a program that came meanwhile
              state,
              kept,
              false,
              position.sequence(),
              clock.getAsLong(),
              this::pace);
      bytesBefore = bytes;
      recordsBefore = records;
      lastMillis = clock.getAsLong();
      count.incrementAndGet();
      checkpoint.accept(state.tick());
      keepFrom(state.tick());
      putAway(state.tick(), position.sequence());
      retention.deleteUnneeded(clock.getAsLong());
      inspection.filesChanged();
      long tick = state.tick();
      asked.forEach(each -> each.complete(tick));
      return true;
    } catch (IOException | UncheckedIOException e) {
      asked.forEach(each -> each.completeExceptionally(failure(String.valueOf(e.getMessage()))));
      if (stopped.getCount() > 0) {
        LOGGER.log(
            Level.WARNING,
            "a snapshot in {0} failed ({1}); the log is kept, and it is tried again in {2} s",
            files.describe(),
            e.getMessage(),
            RETRY_SECONDS);
      }
      return false;
    } catch (RuntimeException e) {
      asked.forEach(each -> each.completeExceptionally(e));
      if (stopped.getCount() > 0) {
        LOGGER.log(Level.ERROR, "a snapshot in " + files.describe() + " failed", e);
      }
      return false;
    }
  }

  private void putAway(long tick, long sequence) throws IOException {
    List<String> replaced = inspection.replaced(tick, sequence);
    if (!replaced.isEmpty()) {
      LOGGER.log(
          Level.WARNING,
          "{0}: a snapshot of commit {1} has taken the place of {2}",
          files.describe(),
          tick,
          String.join(", ", replaced));
    }
  }

  /** Lets the collections that the service does not know be read from the newest snapshot. */
  private void keepFrom(long tick) throws IOException {
    if (!kept.isEmpty()) {
      List<CollectionId> ids = kept.stream().map(StoredCollection::collection).toList();
      kept =
          SnapshotReader.open(files, tick).collections().stream()
              .filter(collection -> ids.contains(collection.collection()))
              .toList();
    }
  }

  private void pace() throws IOException {
    await(Math.min(MOST_WAIT_NANOS, WAIT_FACTOR * log.lastForceMicros() * 1_000));
  }

  private void await(long nanos) throws IOException {
    try {
      if (stopped.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new IOException("the service is stopped");
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /**
   * Writes the last snapshot, with the outputs of open instances; after {@link #close}.
   *
   * @param sequence of the last record, which is in the state as all before it
   */
  void writeLast(State last, long sequence) throws IOException {
    SnapshotWriter.write(files, origin, last, kept, true, sequence, clock.getAsLong(), () -> {});
    retention.deleteUnneeded(clock.getAsLong());
  }

  /** The size of the last snapshot of this run in bytes; 0 if there was none. */
  long lastBytes() {
    return lastBytes;
  }

  /** When the last snapshot of this run was complete, in milliseconds; 0 if there was none. */
  long lastMillis() {
    return lastMillis;
  }

  /** How many snapshots were written. */
  long count() {
    return count.get();
  }

  /** What the inspection has found. */
  Inspection inspection() {
    return inspection;
  }

  /** Ends the thread; a snapshot that is being written is given up. */
  @Override
  public void close() {
    stopped.countDown();
    request();
    takeWaiting().forEach(each -> each.completeExceptionally(failure("the service is stopped")));
    ThreadEnd.await(thread);
  }
}
