package io.skipruntime.journal;

import io.skipruntime.OverloadedException;
import io.skipruntime.SkipException;
import io.skipruntime.StorageException;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalContext;
import io.skipruntime.engine.spi.JournalListener;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.Origin;
import io.skipruntime.engine.spi.Recovery;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.DamagedLogException;
import io.skipruntime.journal.log.Log;
import io.skipruntime.journal.log.LogListener;
import io.skipruntime.journal.log.LogOrigin;
import io.skipruntime.journal.log.LogRecord;
import io.skipruntime.journal.record.CheckpointRecord;
import io.skipruntime.journal.record.LoggedRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a service in a directory.
 *
 * <ul>
 *   <li>The directory's lock is held from {@link #open} to {@link #close} or {@link #abandon}.
 *   <li>{@code log} and {@code snapshots} are there from {@link #ready} on.
 * </ul>
 */
final class DirectoryJournal implements Journal {

  private static final Logger LOGGER = System.getLogger(DirectoryJournal.class.getName());

  /** The name of the file that is locked. */
  static final String LOCK = "LOCK";

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Files files;
  private final JournalOptions options;
  private final String program;
  private final String boot;
  private final JournalContext context;
  private final Closeable lock;
  private final DirectoryContents contents;
  private final long openedNanos = System.nanoTime();
  private @Nullable Recovery recovery;
  private volatile @Nullable Log log;
  private volatile @Nullable Snapshots snapshots;
  private volatile @Nullable StorageException failure;
  private volatile long acknowledged;
  private volatile Snapshots.Position lastCommit = new Snapshots.Position(0, 0);
  private volatile double recoverySeconds;
  private boolean released;

  private DirectoryJournal(
      Files files,
      JournalOptions options,
      String program,
      JournalContext context,
      Closeable lock,
      DirectoryContents contents) {
    this.files = files;
    this.options = options;
    this.program = program;
    this.context = context;
    this.lock = lock;
    this.contents = contents;
    this.boot = bootId();
  }

  /**
   * Opens the journal in a directory.
   *
   * @throws SkipException if the directory is in use, damaged, or was written by a newer program
   */
  static DirectoryJournal open(
      Files files, JournalOptions options, String program, JournalContext context)
      throws IOException {
    Closeable lock = files.lock(LOCK);
    boolean opened = false;
    try {
      DirectoryContents contents = DirectoryContents.of(files);
      DirectoryJournal journal =
          new DirectoryJournal(files, options, program, context, lock, contents);
      opened = true;
      return journal;
    } catch (DamagedLogException e) {
      throw damaged(files, e);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  static SkipException damaged(Files files, DamagedLogException cause) {
    return new SkipException(
        "the data in "
            + files.describe()
            + " is damaged, and the service is not started, because it would serve less than was"
            + " acknowledged: "
            + cause.getMessage()
            + ". Restore a backup (skip data restore), or keep what is before the damage (skip"
            + " data repair), which gives up the rest and says what that is",
        cause);
  }

  private static String bootId() {
    try {
      return java.nio.file.Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      return UUID.randomUUID().toString();
    }
  }

  @Override
  public Recovery recovery() {
    try {
      Recovery chosen =
          new RecoveryPlan(
                  contents,
                  program,
                  boot,
                  options.replayMillis(),
                  context.resumeMillis(),
                  context.clock().millis())
              .choose();
      recovery = chosen;
      return new Followed(chosen);
    } catch (IOException e) {
      throw unreadable(e);
    } catch (UncheckedIOException e) {
      throw unreadable(Objects.requireNonNull(e.getCause()));
    }
  }

  private SkipException unreadable(IOException cause) {
    return cause instanceof DamagedLogException damage
        ? damaged(files, damage)
        : new SkipException("the data in " + files.describe() + " cannot be read: " + cause, cause);
  }

  /** A recovery of which it is remembered whether it was given up. */
  private final class Followed implements Recovery {
    private final Recovery chosen;

    Followed(Recovery chosen) {
      this.chosen = chosen;
    }

    @Override
    public Origin origin() {
      return chosen.origin();
    }

    @Override
    public Iterator<JournalRecord> replay() {
      return chosen.replay();
    }

    @Override
    public Recovery fold(Throwable reason) {
      Recovery folded;
      try {
        folded = chosen.fold(reason);
      } catch (UncheckedIOException e) {
        throw unreadable(Objects.requireNonNull(e.getCause()));
      }
      if (folded == chosen) {
        return this;
      }
      recovery = folded;
      return new Followed(folded);
    }
  }

  @Override
  public void ready(JournalListener listener, StateSource states) {
    Recovery taken = Objects.requireNonNull(recovery, "recovered before");
    LogOrigin origin =
        new LogOrigin(
            contents
                .tail()
                .map(end -> end.last().origin().directory())
                .orElseGet(() -> UUID.randomUUID().toString()),
            taken.origin().epoch(),
            boot,
            taken.origin().isReplayed()
                ? contents.tail().orElseThrow().last().origin().program()
                : NewNames.lineage(program),
            options.log().forceMillis() == 0);
    long now = context.clock().millis();
    acknowledged = contents.tail().map(end -> end.nextSequence() - 1).orElse(0L);
    lastCommit = new Snapshots.Position(acknowledged, taken.origin().tick());
    try {
      Log opened = Log.open(files, contents.tail(), origin, options.log(), now, new Told(listener));
      log = opened;
      if (Repair.isMarked(files)) {
        Repair.unmark(files);
      }
      Snapshots started =
          new Snapshots(
              files,
              options,
              origin,
              states,
              unknown(taken.origin().state()),
              () -> lastCommit,
              () -> context.clock().millis(),
              opened.figures(),
              new Retention(files, context.resumeMillis(), options.retainedBytes()),
              tick -> opened.append(new CheckpointRecord(tick)),
              new Inspection(files, options.inspection(), () -> acknowledged),
              opened::roll);
      snapshots = started;
      started.start();
      recoverySeconds = (System.nanoTime() - openedNanos) / 1e9;
    } catch (IOException e) {
      throw new SkipException(
          "the log in "
              + files.describe()
              + " cannot be begun: "
              + e.getMessage()
              + "; see to the space and the permissions there",
          e);
    }
  }

  /** The inputs that the program does not know: they stay in the snapshots. */
  private List<StoredCollection> unknown(State state) {
    List<StoredCollection> unknown = new ArrayList<>();
    for (StoredCollection collection : state.collections()) {
      if (collection.collection() instanceof CollectionId.Input input
          && !context.inputNames().contains(input.name())) {
        LOGGER.log(
            Level.WARNING,
            "{0} has {1} entries of an input {2}, which the program does not have; they are kept",
            files.describe(),
            collection.size(),
            input.name());
        unknown.add(collection);
      }
    }
    return unknown;
  }

  /** The listener to the log's messages. */
  private final class Told implements LogListener {
    private final JournalListener listener;
    private long number;
    private boolean first = !Objects.requireNonNull(recovery).origin().isReplayed();

    Told(JournalListener listener) {
      this.listener = listener;
    }

    @Override
    public void acknowledged(List<LogRecord> records, long lastSequence) {
      boolean rebuilt = false;
      for (LogRecord each : records) {
        if (each instanceof LoggedRecord logged) {
          number++;
          rebuilt |= !(first && number == 1) && isRebuilt(logged.record());
          if (logged.record() instanceof JournalRecord.Committed committed) {
            lastCommit = new Snapshots.Position(acknowledged, committed.tick());
          }
        }
      }
      Snapshots started = snapshots;
      if (rebuilt && started != null) {
        started.programChanged(NewNames.lineage("reloaded"));
      }
      listener.durable(number);
      acknowledged = lastSequence;
      if (started != null) {
        if (first && number > 0 && !rebuilt) {
          started.request();
        } else {
          started.logGrew();
        }
        first &= number == 0;
      }
    }

    private static boolean isRebuilt(JournalRecord record) {
      return record instanceof JournalRecord.Committed committed && committed.isRebuilt();
    }

    @Override
    public void failed(IOException cause) {
      StorageException reason =
          new StorageException(
              StorageException.Reason.FAILED,
              "the storage has failed ("
                  + cause.getMessage()
                  + "): whether this write will be there after a restart is unknown; see to the"
                  + " disk and start the service again",
              cause);
      failure = refusal(cause);
      listener.failed(reason);
    }
  }

  private static StorageException refusal(IOException cause) {
    return new StorageException(
        StorageException.Reason.FAILED,
        "the storage has failed ("
            + cause.getMessage()
            + "), so nothing can be written; see to the disk and start the service again",
        cause);
  }

  @Override
  public void admit() {
    StorageException failed = failure;
    if (failed != null) {
      throw failed;
    }
    Log open = log;
    if (open == null) {
      return;
    }
    Optional<String> problem = open.spaceProblem();
    if (problem.isPresent()) {
      throw new StorageException(
          StorageException.Reason.FULL,
          "there is no space for the log ("
              + problem.get()
              + "), so nothing is written; it goes on by itself when there is");
    }
    if (open.queuedBytes() > options.queueBytes()) {
      throw new OverloadedException(
          "more than "
              + (options.queueBytes() >> 20)
              + " MiB of records wait to be written to the disk");
    }
  }

  @Override
  public void append(JournalRecord record) {
    StorageException failed = failure;
    if (failed != null) {
      throw failed;
    }
    Objects.requireNonNull(log, "ready was called").append(LoggedRecord.of(record));
  }

  @Override
  public StorageStatus status() {
    StorageException failed = failure;
    Log open = log;
    if (failed != null) {
      return new StorageStatus(
          StorageStatus.State.FAILED, String.valueOf(failed.getMessage()), figures());
    }
    if (open == null) {
      return new StorageStatus(
          StorageStatus.State.RECOVERING,
          "reading "
              + files.describe()
              + " for "
              + (System.nanoTime() - openedNanos) / 1_000_000_000
              + " s",
          Map.of());
    }
    Optional<String> problem = open.spaceProblem();
    return new StorageStatus(
        problem.isPresent() ? StorageStatus.State.FULL : StorageStatus.State.RECORDING,
        problem.map(text -> "no space for the log: " + text).orElseGet(this::damage),
        figures());
  }

  private String damage() {
    Snapshots started = snapshots;
    return started == null ? "" : started.inspection().damage();
  }

  private Map<String, Double> figures() {
    Map<String, Double> figures = new HashMap<>();
    Log open = log;
    Snapshots started = snapshots;
    if (open != null) {
      figures.put("log_records_total", (double) open.figures().records());
      figures.put("log_bytes_total", (double) open.figures().bytes());
      figures.put("log_segments_total", (double) open.figures().segments());
      figures.put("force_seconds_count", (double) open.figures().forces());
      figures.put("force_seconds_sum", open.figures().forceMicros() / 1e6);
      figures.put("queue_bytes", (double) open.queuedBytes());
      figures.put("recovery_seconds", recoverySeconds);
    }
    if (started != null) {
      figures.put("snapshots_total", (double) started.count());
      figures.put("snapshot_bytes", (double) started.lastBytes());
      figures.put("snapshot_time_seconds", started.lastMillis() / 1e3);
      figures.put("inspected_bytes_total", (double) started.inspection().bytes());
      figures.put("damages_total", (double) started.inspection().foundCount());
      figures.put("damaged_files", (double) started.inspection().damagedCount());
    }
    return figures;
  }

  @Override
  public CompletionStage<Long> writeSnapshot() {
    return Objects.requireNonNull(snapshots, "ready was called").write();
  }

  /** Writes a snapshot soon. */
  void requestSnapshot() {
    Snapshots started = snapshots;
    if (started != null) {
      started.request();
    }
  }

  @Override
  public void close(State last) {
    Snapshots started = snapshots;
    Log open = log;
    if (started != null && open != null) {
      started.close();
      if (open.failure().isEmpty()) {
        try {
          started.writeLast(last, acknowledged);
        } catch (IOException | RuntimeException e) {
          LOGGER.log(
              Level.WARNING,
              "{0}: the last snapshot failed ({1}); the next start recovers from the log",
              files.describe(),
              e.getMessage());
        }
      }
    }
    abandon();
  }

  @Override
  public synchronized void abandon() {
    if (released) {
      return;
    }
    released = true;
    Snapshots started = snapshots;
    if (started != null) {
      started.close();
    }
    Log open = log;
    if (open != null) {
      open.close();
    }
    try {
      lock.close();
    } catch (IOException e) {
      LOGGER.log(
          Level.WARNING, "{0}: the lock is not released: {1}", files.describe(), e.getMessage());
    }
  }
}
