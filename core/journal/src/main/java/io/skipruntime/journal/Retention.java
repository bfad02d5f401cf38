package io.skipruntime.journal;

import io.skipruntime.journal.file.Files;
import io.skipruntime.journal.log.LogFiles;
import io.skipruntime.journal.log.SegmentReader;
import io.skipruntime.journal.snapshot.SnapshotFiles;
import io.skipruntime.journal.snapshot.SnapshotReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files that are kept: the two newest snapshots; the newest one from before the resume window,
 * or the oldest while none is so old; and, since that one is to be followed by another, those
 * between that are half a window apart, counted from the oldest on, so that new snapshots drive
 * none of them out; the log from the oldest of these on, and as much log as was asked for besides.
 *
 * <p>Files are deleted from the oldest on, and only after the snapshot that takes their place is
 * durable; a crash between two deletions leaves more than is needed, never less.
 */
record Retention(Files files, long resumeMillis, long retainedBytes) {

  private static final int NEWEST = 2;

  /** Deletes what is not needed any more. */
  void deleteUnneeded(long nowMillis) throws IOException {
    List<Long> ticks = SnapshotFiles.ticks(files);
    List<SnapshotReader> snapshots = new ArrayList<>();
    for (long tick : ticks) {
      try {
        snapshots.add(SnapshotReader.glance(files, tick));
      } catch (IOException | RuntimeException e) {
        // damaged: it is no help
      }
    }
    if (snapshots.size() < NEWEST) {
      return;
    }
    List<SnapshotReader> needed = needed(snapshots, nowMillis);
    Set<Long> neededTicks = new HashSet<>();
    long oldestSequence = Long.MAX_VALUE;
    for (SnapshotReader snapshot : needed) {
      neededTicks.add(snapshot.tick());
      oldestSequence = Math.min(oldestSequence, snapshot.logSequence());
    }
    boolean deleted = deleteSnapshots(ticks, neededTicks);
    deleted |= deleteSegments(oldestSequence);
    if (deleted) {
      files.sync();
    }
  }

  /** Those of some snapshots, the newest first, that are needed. */
  private List<SnapshotReader> needed(List<SnapshotReader> snapshots, long nowMillis) {
    List<SnapshotReader> needed = new ArrayList<>(snapshots.subList(0, NEWEST));
    int oldest = NEWEST;
    while (oldest + 1 < snapshots.size()
        && snapshots.get(oldest).createdMillis() > nowMillis - resumeMillis) {
      oldest++;
    }
    long bound = Long.MIN_VALUE;
    for (int i = Math.min(oldest, snapshots.size() - 1); i >= NEWEST; i--) {
      long created = snapshots.get(i).createdMillis();
      if (created >= bound) {
        needed.add(snapshots.get(i));
        bound = created + resumeMillis / 2;
      }
    }
    return needed;
  }

  private boolean deleteSnapshots(List<Long> ticks, Set<Long> needed) throws IOException {
    boolean deleted = false;
    for (long tick : ticks.reversed()) {
      if (!needed.contains(tick)) {
        files.delete(SnapshotFiles.name(tick));
        deleted = true;
      }
    }
    return deleted;
  }

  /** Deletes the segments of which all records are below or at a sequence. */
  private boolean deleteSegments(long sequence) throws IOException {
    List<Long> numbers = LogFiles.numbers(files);
    List<Long> unneeded = new ArrayList<>();
    for (int i = 0; i + 1 < numbers.size(); i++) {
      Optional<Long> next = firstSequence(numbers.get(i + 1));
      if (next.isEmpty() || next.get() > sequence + 1) {
        break;
      }
      unneeded.add(numbers.get(i));
    }
    long retained = 0;
    for (int i = unneeded.size() - 1; i >= 0 && retained < retainedBytes; i--) {
      retained += size(unneeded.get(i));
      unneeded.remove(i);
    }
    for (long number : unneeded) {
      files.delete(LogFiles.name(number));
    }
    return !unneeded.isEmpty();
  }

  private long size(long number) throws IOException {
    try (Files.File file = files.read(LogFiles.name(number))) {
      return file.size();
    }
  }

  private Optional<Long> firstSequence(long number) {
    try (SegmentReader reader = SegmentReader.open(files, LogFiles.name(number))) {
      return Optional.of(reader.header().firstSequence());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
