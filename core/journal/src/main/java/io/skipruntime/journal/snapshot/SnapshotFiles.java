package io.skipruntime.journal.snapshot;

import io.skipruntime.journal.file.Files;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names of snapshots. */
public final class SnapshotFiles {

  private static final String SNAPSHOT = "snapshot-";

  private SnapshotFiles() {}

  /** The name of the snapshot of a tick. */
  public static String name(long tick) {
    return String.format(Locale.ROOT, "%s%018d", SNAPSHOT, tick);
  }

  /** The tick of the snapshot of a name; empty if it is none. */
  public static Optional<Long> tick(String name) {
    return name.matches(SNAPSHOT + "[0-9]{18}")
        ? Optional.of(Long.parseLong(name.substring(SNAPSHOT.length())))
        : Optional.empty();
  }

  /** The ticks of the snapshots, the newest first. */
  public static List<Long> ticks(Files files) throws IOException {
    return files.list().stream()
        .flatMap(name -> tick(name).stream())
        .sorted(Comparator.reverseOrder())
        .toList();
  }
}
