package io.skipruntime.journal;

import io.skipruntime.SkipException;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.DamagedLogException;
import io.skipruntime.journal.log.LogReader;
import io.skipruntime.journal.log.LogTail;
import io.skipruntime.journal.log.NewerFormatException;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a data directory: the snapshots that are right, and the log with its end.
 *
 * <p>A snapshot that is damaged does not count and is put into quarantine; the one before it and
 * the log lead to the same state. The log is never changed because of a snapshot. Used by one
 * thread.
 */
final class DirectoryContents {

  private static final Logger LOGGER = System.getLogger(DirectoryContents.class.getName());

  private final Files files;
  private final Optional<LogTail> tail;
  private final List<Long> ticks;
  private final Map<Long, Optional<SnapshotReader>> opened = new HashMap<>();

  private DirectoryContents(Files files, Optional<LogTail> tail, List<Long> ticks) {
    this.files = files;
    this.tail = tail;
    this.ticks = ticks;
  }

  /**
   * Looks at a directory and settles the end of its log.
   *
   * @throws DamagedLogException if what was acknowledged cannot be read
   * @throws SkipException if a newer program wrote it
   */
  static DirectoryContents of(Files files) throws IOException {
    try {
      Optional<LogTail> tail = LogTail.settle(files);
      tail.filter(end -> end.cutBytes() > 0).ifPresent(end -> reportCut(files, end));
      return new DirectoryContents(files, tail, SnapshotFiles.ticks(files));
    } catch (NewerFormatException e) {
      throw new SkipException(files.describe() + ": " + e.getMessage(), e);
    }
  }

  private static void reportCut(Files files, LogTail end) {
    LOGGER.log(
        Level.WARNING,
        "{0}: {1} bytes after the last complete record were never acknowledged and are cut off; a"
            + " copy is in {2}",
        files.describe(),
        end.cutBytes(),
        Files.QUARANTINE);
  }

  boolean isEmpty() {
    return tail.isEmpty() && ticks.isEmpty();
  }

  Optional<LogTail> tail() {
    return tail;
  }

  Files files() {
    return files;
  }

  /** The ticks of the snapshots, the newest first, whether they are right or not. */
  List<Long> ticks() {
    return ticks;
  }

  /** The snapshot of a tick; empty if it is damaged. */
  Optional<SnapshotReader> snapshot(long tick) throws IOException {
    Optional<SnapshotReader> known = opened.get(tick);
    if (known == null) {
      known = open(tick);
      opened.put(tick, known);
    }
    return known;
  }

  private Optional<SnapshotReader> open(long tick) throws IOException {
    try {
      return Optional.of(SnapshotReader.open(files, tick));
    } catch (DamagedLogException e) {
      LOGGER.log(
          Level.ERROR,
          "{0}: {1}; it goes to {2}, and an older snapshot and the log take its place",
          files.describe(),
          e.getMessage(),
          Files.QUARANTINE);
      String name = SnapshotFiles.name(tick);
      files.rename(name, Files.QUARANTINE + name);
      files.sync();
      return Optional.empty();
    } catch (NewerFormatException e) {
      throw new SkipException(files.describe() + ": " + e.getMessage(), e);
    }
  }

  /** The newest snapshot that is right. */
  Optional<SnapshotReader> newest() throws IOException {
    for (long tick : ticks) {
      Optional<SnapshotReader> snapshot = snapshot(tick);
      if (snapshot.isPresent()) {
        return snapshot;
      }
    }
    return Optional.empty();
  }

  /**
   * The log after a sequence.
   *
   * @throws DamagedLogException if it does not reach back to there
   */
  LogReader log(long afterSequence) throws IOException {
    LogTail end =
        tail.orElseThrow(() ->
            new DamagedLogException(
                "the log", 0, afterSequence + 1, "all of its files are missing"));
    if (end.nextSequence() <= afterSequence) {
      throw new DamagedLogException(
          "the log",
          0,
          end.nextSequence(),
          "it ends before record " + afterSequence + ", which a snapshot has: files are missing");
    }
    return LogReader.open(files, end, afterSequence + 1);
  }
}
