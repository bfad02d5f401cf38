package io.skipruntime.journal;

import io.skipruntime.Entry;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.CollectionId;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.JournalRecord.Committed;
import io.skipruntime.engine.spi.State;
import io.skipruntime.engine.spi.StoredCollection;
import io.skipruntime.journal.file.DiskFiles;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.DamagedLogException;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.LogReader;
import io.skipruntime.journal.log.LogTail;
import io.skipruntime.journal.log.SegmentReader;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A data directory as those see it who operate a service: to look at, check, copy and repair.
 *
 * <p>Looking and copying are possible while a service uses the directory; {@link #repair} takes the
 * directory for itself. Progress is told in lines for people. For one thread.
 */
public final class DataDirectory {

  private final Files files;

  private DataDirectory(Files files) {
    this.files = files;
  }

  /**
   * The directory at a path.
   *
   * @throws IOException if there is none
   */
  public static DataDirectory at(Path directory) throws IOException {
    if (!java.nio.file.Files.isDirectory(directory)) {
      throw new IOException("there is no directory " + directory);
    }
    return new DataDirectory(new DiskFiles(directory));
  }

  static DataDirectory of(Files files) {
    return new DataDirectory(files);
  }

  Files files() {
    return files;
  }

  /** Tells what there is: the history, its snapshots, its log and its collections. */
  public void inspect(Consumer<String> out) throws IOException {
    Optional<LogTail> tail = LogTail.find(files);
    tail.ifPresent(end -> {
      out.accept("epoch      " + end.last().origin().epoch());
      out.accept("program    " + end.last().origin().program());
      out.accept("stopped    " + (end.orderly() ? "in order" : "not in order, or still running"));
      out.accept("records    " + (end.nextSequence() - 1));
    });
    for (long tick : SnapshotFiles.ticks(files)) {
      try {
        SnapshotReader snapshot = SnapshotReader.open(files, tick);
        out.accept(
            "snapshot   tick %d, %d entries, %d bytes, of %s%s"
                .formatted(
                    tick,
                    snapshot.entries(),
                    snapshot.size(),
                    Instant.ofEpochMilli(snapshot.createdMillis()),
                    snapshot.isFinal() ? ", at an orderly stop" : ""));
      } catch (DamagedLogException e) {
        out.accept("snapshot   tick " + tick + ": " + e.getMessage());
      }
    }
    for (long number : LogFiles.numbers(files)) {
      try (SegmentReader segment = SegmentReader.open(files, LogFiles.name(number))) {
        out.accept(
            "segment    %d from record %d, %d bytes, of %s"
                .formatted(
                    number,
                    segment.header().firstSequence(),
                    segment.size(),
                    Instant.ofEpochMilli(segment.header().createdMillis())));
      }
    }
    State state = stateAt(Long.MAX_VALUE);
    out.accept("tick       " + state.tick());
    for (StoredCollection collection : state.collections()) {
      out.accept(
          "collection " + name(collection.collection()) + ", " + collection.size() + " keys");
    }
    out.accept("streams    " + state.leases().size());
  }

  private static String name(CollectionId id) {
    return switch (id) {
      case CollectionId.Input input -> input.name();
      case CollectionId.External external ->
          external.service() + "/" + external.resource() + external.params();
    };
  }

  /**
   * Reads every byte and tells what is wrong with it.
   *
   * @param progress is told what was read
   * @return what is wrong, a line for each file; empty if nothing is
   */
  public List<String> verify(Consumer<String> progress) throws IOException {
    List<String> problems = new ArrayList<>();
    for (long tick : SnapshotFiles.ticks(files)) {
      try {
        SnapshotReader snapshot = SnapshotReader.open(files, tick);
        progress.accept(
            SnapshotFiles.name(tick) + ": " + snapshot.entries() + " entries are right");
      } catch (DamagedLogException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    try {
      verifyLog(progress);
    } catch (DamagedLogException e) {
      problems.add(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      problems.add(String.valueOf(e.getCause()));
    }
    return problems;
  }

  /**
   * Reads every byte as {@link #verify} does, computes again what is stored twice, and compares:
   * each snapshot with the one before it and the log between them; and, after an orderly stop, the
   * contents of the resources that were open with what the service computes. Takes the memory of
   * the service.
   *
   * @param service the service that wrote the directory
   * @param progress is told what was read and compared
   * @return what is wrong, a line for each; empty if nothing is
   */
  public List<String> recompute(SkipService<?, ?> service, Consumer<String> progress)
      throws IOException {
    List<String> problems = verify(progress);
    return problems.isEmpty()
        ? new Recomputation(files, this::stateFrom, service, progress).problems()
        : problems;
  }

  /** The state after a commit, folded from the snapshot of another one and the log. */
  State stateFrom(long base, long tick) throws IOException {
    SnapshotReader snapshot = SnapshotReader.open(files, base);
    FoldedState state = new FoldedState(snapshot);
    foldLog(state, snapshot.logSequence(), tick, false);
    return state;
  }

  private void verifyLog(Consumer<String> progress) throws IOException {
    List<Long> numbers = LogFiles.numbers(files);
    Optional<LogTail> tail = LogTail.find(files);
    if (tail.isEmpty()) {
      return;
    }
    long first;
    try (SegmentReader segment = SegmentReader.open(files, LogFiles.name(numbers.getFirst()))) {
      first = segment.header().firstSequence();
    }
    long records = 0;
    try (LogReader reader = LogReader.open(files, tail.get(), first)) {
      long segment = reader.segment();
      while (reader.next() != null) {
        records++;
        if (reader.segment() != segment) {
          progress.accept(LogFiles.name(segment) + ": right up to record " + (first + records - 1));
          segment = reader.segment();
        }
      }
    }
    progress.accept("the log: " + records + " records are right");
  }

  /**
   * The inputs as they were after a commit, as far as the directory reaches back and ahead.
   *
   * @param name of the input
   * @param tick of the commit, or {@code Long.MAX_VALUE} for the last
   * @param out takes key and values of each entry, in order
   * @return the tick of the state
   * @throws IOException if there is no such input, or the directory does not reach back so far
   */
  public long export(String name, long tick, BiConsumer<Object, List<?>> out) throws IOException {
    State state = stateAt(tick);
    for (StoredCollection collection : state.collections()) {
      if (collection.collection().equals(new CollectionId.Input(name))) {
        for (EntryBlock block : collection.blocks()) {
          for (int i = 0; i < block.size(); i++) {
            out.accept(block.key(i), block.values(i));
          }
        }
        return state.tick();
      }
    }
    throw new IOException("there is no input " + name + " at tick " + state.tick());
  }

  /**
   * The contents of a resource after a commit of the past: the service is started on the inputs as
   * they were then, apart from everything else, and ended again.
   *
   * @param service the service
   * @param tick of the commit, or {@code Long.MAX_VALUE} for the last
   * @param resource name of the resource
   * @param params its parameters
   */
  public List<Entry<Object, Object>> resourceAt(
      SkipService<?, ?> service, long tick, String resource, Object params) throws IOException {
    State state = stateAt(tick);
    try (ServiceInstance instance =
        ServiceInstance.start(
            service,
            EngineOptions.defaults().withoutSinks().withPersistence(new PastJournal(state)))) {
      return List.copyOf(instance.getAll(resource, params));
    }
  }

  /** The state after a commit, folded from a snapshot and the log. */
  State stateAt(long tick) throws IOException {
    return stateAt(tick, null);
  }

  /**
   * The state after a commit, or before the first damage.
   *
   * @param damage takes what is wrong with the log; null to throw that
   */
  private FoldedState stateAt(long tick, @Nullable Consumer<Exception> damage) throws IOException {
    Optional<SnapshotReader> base = baseOf(tick, damage);
    FoldedState state =
        new FoldedState(base.<State>map(snapshot -> snapshot).orElseGet(FoldedState::nothing));
    try {
      long sequence = base.map(SnapshotReader::logSequence).orElse(0L);
      foldLog(state, sequence, tick, damage != null);
    } catch (DamagedLogException e) {
      if (damage == null) {
        throw e;
      }
      damage.accept(e);
    } catch (UncheckedIOException e) {
      if (damage == null) {
        throw new IOException(e.getCause());
      }
      damage.accept(e);
    }
    if (state.tick() < tick && tick != Long.MAX_VALUE) {
      throw new IOException(
          "the directory has commits up to " + state.tick() + " only, and not " + tick);
    }
    return state;
  }

  private void foldLog(FoldedState state, long sequence, long tick, boolean untilDamage)
      throws IOException {
    Optional<LogTail> tail = Optional.empty();
    DamagedLogException damage = null;
    try {
      tail = LogTail.find(files);
    } catch (DamagedLogException e) {
      damage = e;
    }
    if (damage != null) {
      if (untilDamage) {
        fold(state, LogReader.untilDamage(files, sequence + 1), tick);
      }
      throw damage;
    }
    if (tail.isPresent() && tail.get().nextSequence() > sequence) {
      fold(state, LogReader.open(files, tail.get(), sequence + 1), tick);
    }
  }

  private static void fold(FoldedState state, LogReader log, long tick) throws IOException {
    try (RecordIterator records = new RecordIterator(log, state.tick(), reader -> {})) {
      while (records.hasNext()) {
        JournalRecord record = records.next();
        if (record instanceof Committed committed && committed.tick() > tick) {
          return;
        }
        state.add(record);
      }
    }
  }

  /** The newest snapshot that is right and not after a tick; empty to begin with the log. */
  private Optional<SnapshotReader> baseOf(long tick, @Nullable Consumer<Exception> damage)
      throws IOException {
    List<Long> ticks = SnapshotFiles.ticks(files);
    for (long each : ticks) {
      if (each <= tick) {
        try {
          return Optional.of(SnapshotReader.open(files, each));
        } catch (DamagedLogException e) {
          if (damage != null) {
            damage.accept(e);
          }
        }
      }
    }
    List<Long> numbers = LogFiles.numbers(files);
    if (numbers.isEmpty() || numbers.getFirst() > 1) {
      throw new IOException(
          "the directory does not reach back to "
              + (tick == Long.MAX_VALUE ? "any commit" : "commit " + tick)
              + (ticks.isEmpty() ? "" : "; its oldest snapshot is of " + ticks.getLast()));
    }
    return Optional.empty();
  }

  /**
   * Keeps what can be read up to a commit, and puts all else into quarantine: the next start begins
   * a new epoch from there. For a directory that a service refuses because it is damaged, or to go
   * back to an earlier state.
   *
   * @param tick of the last commit that is kept; {@code Long.MAX_VALUE} for all before the damage
   * @param out is told what was kept and what was given up
   */
  public void repair(long tick, Consumer<String> out) throws IOException {
    Closeable lock = files.lock(DirectoryJournal.LOCK);
    try {
      List<Exception> damage = new ArrayList<>();
      FoldedState kept = stateAt(tick, damage::add);
      damage.forEach(each -> out.accept("damaged: " + each.getMessage()));
      out.accept("kept: everything up to commit " + kept.tick());
      Repair.replaceAll(files, kept);
      out.accept(
          "given up: whatever came after; the files are in "
              + Files.QUARANTINE
              + ", and the next start begins a new epoch");
    } finally {
      lock.close();
    }
  }

  /**
   * Copies the directory into one file, also while a service uses it: all that was acknowledged
   * when this began is in it.
   *
   * @param file is made; it must not be there
   */
  public void backup(Path file, Consumer<String> progress) throws IOException {
    Backup.write(files, file, progress);
  }

  /**
   * Makes a directory of a backup. The next start on it begins a new epoch.
   *
   * @param file what {@link #backup} made
   * @param directory must be empty or not be there
   */
  public static void restore(Path file, Path directory, Consumer<String> progress)
      throws IOException {
    Backup.restore(file, directory, progress);
  }
}
