package io.skipruntime.cluster.log;

import io.skipruntime.journal.file.DiskFiles;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.file.LockedException;
import io.skipruntime.journal.format.BinaryInput;
import io.skipruntime.journal.format.BinaryOutput;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.LogOrigin;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import io.skipruntime.journal.snapshot.SnapshotWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The snapshots in the directory of a log, or of a log that keeps them elsewhere and has them in a
 * directory while it writes and reads them.
 *
 * <pre>
 * snapshot-PLACE   the state, as the journal writes it ({@link SnapshotWriter})
 * decisions-PLACE  CRC32C u32 of the rest, and the decisions
 * snapshot-lock    locked by the process that writes a snapshot
 * </pre>
 *
 * <ul>
 *   <li>Decisions are durable before the state has its name: where there is a state, there are its
 *       decisions.
 *   <li>The two newest are kept, so that a damaged one is not the end.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class FileSnapshots {

  private static final String LOCK = "snapshot-lock";
  private static final String DECISIONS = "decisions-";
  private static final int KEPT = 2;

  /** The place and the size in bytes of the newest snapshot; 0 and 0 if there is none. */
  record Newest(long place, long bytes) {}

  private final Files files;

  /**
   * The snapshots in a directory.
   *
   * @throws IOException if it cannot be used
   */
  public FileSnapshots(Path directory) throws IOException {
    files = new DiskFiles(directory);
  }

  private static String decisionsName(long place) {
    return String.format(Locale.ROOT, "%s%018d", DECISIONS, place);
  }

  /** Looks at which snapshots there are, and reads none. */
  Newest glance() throws IOException {
    for (long place : SnapshotFiles.ticks(files)) {
      try (Files.File file = files.read(SnapshotFiles.name(place))) {
        return new Newest(place, file.size());
      }
    }
    return new Newest(0, 0);
  }

  /**
   * The newest snapshot that is sound; all of it is checked.
   *
   * @throws IOException if the directory cannot be read
   */
  public Optional<LogSnapshot> newest() throws IOException {
    List<Long> places = SnapshotFiles.ticks(files);
    Optional<LogSnapshot> newest = newestOf(places);
    while (newest.isEmpty() && !SnapshotFiles.ticks(files).equals(places)) {
      places = SnapshotFiles.ticks(files); // others have deleted those that were tried
      newest = newestOf(places);
    }
    return newest;
  }

  private Optional<LogSnapshot> newestOf(List<Long> places) {
    for (long place : places) {
      try {
        return Optional.of(
            new LogSnapshot(place, readDecisions(place), SnapshotReader.hold(files, place)));
      } catch (NoSuchFileException deleted) {
        System.getLogger(FileSnapshots.class.getName())
            .log(System.Logger.Level.DEBUG, "a newer snapshot has come", deleted);
      } catch (IOException | RuntimeException e) {
        System.getLogger(FileSnapshots.class.getName())
            .log(
                System.Logger.Level.WARNING,
                "the snapshot of place {0} in {1} is not used: {2}",
                place,
                files.describe(),
                e);
      }
    }
    return Optional.empty();
  }

  private byte[] readDecisions(long place) throws IOException {
    try (Files.File file = files.read(decisionsName(place))) {
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(file.size()));
      if (file.read(buffer, 0) < buffer.capacity() || buffer.capacity() < Integer.BYTES) {
        throw new IOException(decisionsName(place) + " is too short");
      }
      byte[] decisions = new byte[buffer.capacity() - Integer.BYTES];
      buffer.get(Integer.BYTES, decisions);
      if (BinaryInput.intAt(buffer.array(), 0)
          != LogSegment.checksum(decisions, decisions.length)) {
        throw new IOException("the checksum of " + decisionsName(place) + " is wrong");
      }
      return decisions;
    }
  }

  /**
   * Keeps a snapshot, unless there is a newer one or another process keeps one.
   *
   * @return the place of the older of the two that are kept now; empty if nothing was done or there
   *     is one alone
   * @throws IOException if it cannot be written
   */
  public OptionalLong keep(LogSnapshot snapshot) throws IOException {
    Closeable lock;
    try {
      lock = files.lock(LOCK);
    } catch (LockedException another) {
      return OptionalLong.empty();
    }
    try {
      if (glance().place() >= snapshot.place()) {
        return OptionalLong.empty();
      }
      deleteUnfinished();
      writeDecisions(snapshot);
      SnapshotWriter.write(
          files,
          new LogOrigin("", "", "", "", true),
          snapshot.state(),
          List.of(),
          false,
          snapshot.place(),
          System.currentTimeMillis(),
          () -> {});
      return deleteOlder();
    } finally {
      lock.close();
    }
  }

  /** Deletes what a process has left that was killed while it wrote a snapshot. */
  private void deleteUnfinished() throws IOException {
    for (String name : files.list()) {
      String finished = name.replaceFirst("^" + LogFiles.UNFINISHED, "");
      boolean isUnfinished = finished.length() < name.length();
      boolean isOurs = finished.startsWith(DECISIONS) || SnapshotFiles.tick(finished).isPresent();
      if (isUnfinished && isOurs) {
        files.delete(name);
      }
    }
  }

  private void writeDecisions(LogSnapshot snapshot) throws IOException {
    byte[] decisions = snapshot.decisions();
    BinaryOutput out = new BinaryOutput(Integer.BYTES + decisions.length);
    out.u32(LogSegment.checksum(decisions, decisions.length));
    out.bytes(decisions, 0, decisions.length);
    String name = decisionsName(snapshot.place());
    try (Files.File file = files.create(LogFiles.UNFINISHED + name)) {
      file.write(ByteBuffer.wrap(out.array(), 0, out.size()), 0);
      file.force();
    }
    files.rename(LogFiles.UNFINISHED + name, name);
    files.sync();
  }

  /** Deletes all but the newest, states before decisions. */
  private OptionalLong deleteOlder() throws IOException {
    List<Long> places = SnapshotFiles.ticks(files);
    List<String> unneeded = new ArrayList<>();
    for (long place : places.subList(Math.min(KEPT, places.size()), places.size())) {
      unneeded.add(SnapshotFiles.name(place));
    }
    for (String name : files.list()) {
      if (name.startsWith(DECISIONS)
          && places.stream()
              .limit(KEPT)
              .map(FileSnapshots::decisionsName)
              .noneMatch(name::equals)) {
        unneeded.add(name);
      }
    }
    for (String name : unneeded) {
      files.delete(name);
    }
    return places.size() < KEPT ? OptionalLong.empty() : OptionalLong.of(places.get(KEPT - 1));
  }
}
