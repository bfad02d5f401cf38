package io.skipruntime.journal;

import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalContext;
import io.skipruntime.engine.spi.JournalProvider;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.journal.file.DiskFiles;
import io.skipruntime.journal.file.Files;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A directory that a service keeps its data in: {@code
 * EngineOptions.defaults().withPersistence(Persistence.in(path))}.
 *
 * <p>What was acknowledged is durable, and only what is durable is shown. After a stop or a crash
 * the next start has all of it, with the same ticks; streams go on where they were. A directory is
 * for one service at a time. Immutable except for {@link #status}; {@code with…} gives one that is
 * kept differently. Thread-safe.
 */
public final class Persistence implements JournalProvider {

  /** A source of the files of the directory. */
  @FunctionalInterface
  interface FilesSource {
    Files open() throws IOException;
  }

  private final FilesSource files;
  private final JournalOptions options;
  private volatile Optional<DirectoryJournal> current = Optional.empty();

  private Persistence(FilesSource files, JournalOptions options) {
    this.files = files;
    this.options = options;
  }

  /** Keeps data in a directory, which is made if it is not there. */
  public static Persistence in(Path directory) {
    return new Persistence(() -> new DiskFiles(directory), JournalOptions.defaults());
  }

  /**
   * Keeps data in files of another kind, such as those of a test that lets a disk fail.
   *
   * @param files of one service; its lock is taken at each start
   */
  public static Persistence in(Files files) {
    return in(files, JournalOptions.defaults());
  }

  static Persistence in(Files files, JournalOptions options) {
    return new Persistence(() -> files, options);
  }

  /**
   * Acknowledges what is written to the operating system, and makes it durable at least every so
   * many milliseconds: what was acknowledged survives the death of the process, but the last
   * moments before a loss of power may be lost. Without this, what is acknowledged is durable.
   *
   * @param forceMillis at least 1
   */
  public Persistence withWritten(long forceMillis) {
    if (forceMillis < 1) {
      throw new IllegalArgumentException("forceMillis must be at least 1, not " + forceMillis);
    }
    return new Persistence(files, options.withLog(options.log().withForceMillis(forceMillis)));
  }

  /**
   * Keeps that many bytes of log beyond what a recovery needs, for those who look at the past; 0
   * unless it is said.
   */
  public Persistence withLogRetention(long bytes) {
    return new Persistence(files, options.withRetainedBytes(bytes));
  }

  /**
   * After how many bytes of log a snapshot is written, if the last snapshot is not larger than
   * that; 256 MiB unless it is said.
   */
  public Persistence withSnapshotBytes(long bytes) {
    return new Persistence(files, options.withSnapshots(bytes, options.snapshotRecords()));
  }

  /**
   * How large the files of the log are, in bytes; the space of two is taken in advance. 64 MiB
   * unless it is said, and 4 MiB at the start.
   *
   * @param bytes at least 16 KiB
   */
  public Persistence withSegmentBytes(long bytes) {
    if (bytes < 16 << 10) {
      throw new IllegalArgumentException("a segment has at least 16384 bytes, not " + bytes);
    }
    long first = Math.min(bytes, options.log().firstSegmentBytes());
    return new Persistence(files, options.withLog(options.log().withSegments(bytes, first)));
  }

  /**
   * How many milliseconds the records after a crash may take to be carried out again. If they take
   * longer, the inputs are recovered without, and all streams begin again; 10 seconds unless it is
   * said.
   */
  public Persistence withReplayMillis(long millis) {
    return new Persistence(files, options.withReplayMillis(millis));
  }

  /**
   * Identifies the program, instead of its class files: its author promises that programs of one
   * version compute the same. Only such a program carries out the log's records again.
   */
  public Persistence withProgramVersion(String version) {
    return new Persistence(files, options.withProgramVersion(version));
  }

  @Override
  public Journal open(SkipService<?, ?> service, JournalContext context) {
    try {
      String program = ProgramIdentity.of(service.getClass(), options.programVersion());
      DirectoryJournal journal = DirectoryJournal.open(files.open(), options, program, context);
      current = Optional.of(journal);
      return journal;
    } catch (IOException e) {
      throw new SkipException("the data directory cannot be opened: " + e.getMessage(), e);
    }
  }

  /** How the journal is doing that was opened last; empty if none was. */
  public Optional<StorageStatus> status() {
    return current.map(DirectoryJournal::status);
  }
}
