package io.skipruntime.journal;

import io.skipruntime.engine.spi.State;
import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.LogOrigin;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import io.skipruntime.journal.snapshot.SnapshotWriter;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/**
 * Directories whose history was not written by a service that went on with it: repaired or restored
 * ones. They have a mark, because of which the next start begins a new epoch, since somebody may
 * have seen more than they have.
 */
final class Repair {

  /** The name of the mark. */
  static final String MARK = "RESTORED";

  private Repair() {}

  /** Whether a directory has the mark. */
  static boolean isMarked(Files files) throws IOException {
    return files.list().contains(MARK);
  }

  /** Sets the mark. */
  static void mark(Files files) throws IOException {
    String unfinished = LogFiles.UNFINISHED + MARK;
    try (Files.File file = files.create(unfinished)) {
      file.force();
    }
    files.rename(unfinished, MARK);
    files.sync();
  }

  /** Removes the mark, when a new epoch has begun. */
  static void unmark(Files files) throws IOException {
    files.delete(MARK);
    files.sync();
  }

  /**
   * Makes a state all that a directory has. A crash in the middle leaves a directory that can be
   * repaired again: the state is written first, and old files go to quarantine.
   */
  static void replaceAll(Files files, State kept) throws IOException {
    LogFiles.deleteUnfinished(files);
    mark(files);
    List<String> before =
        files.list().stream()
            .filter(
                name -> LogFiles.number(name).isPresent() || SnapshotFiles.tick(name).isPresent())
            .toList();
    LogOrigin origin =
        new LogOrigin(UUID.randomUUID().toString(), NewNames.epoch(), "repair", "repair", true);
    String own = SnapshotFiles.name(kept.tick());
    String set = Files.QUARANTINE + UUID.randomUUID() + "-";
    SnapshotWriter.write(
        files, origin, kept, List.of(), false, 0, System.currentTimeMillis(), () -> {});
    SnapshotReader.open(files, kept.tick());
    for (String name : before) {
      if (!name.equals(own)) {
        files.rename(name, set + name);
      }
    }
    files.sync();
  }
}
