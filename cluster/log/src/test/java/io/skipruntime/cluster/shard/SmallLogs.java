package io.skipruntime.cluster.shard;

import io.skipruntime.cluster.log.FileLog;
import java.nio.file.Path;

/** Logs of files with small segments, so that snapshots are written all the time. */
final class SmallLogs {

  private static final long SEGMENT_BYTES = 6_000;

  /** A process needs some time to start, while the others write. */
  private static final long SEGMENT_BYTES_OF_PROCESSES = 100_000;

  private SmallLogs() {}

  /** The logs in a directory. */
  static ShardLogs in(Path directory) {
    return in(directory, SEGMENT_BYTES);
  }

  private static ShardLogs in(Path directory, long segmentBytes) {
    return ShardLogs.of(
        "in " + directory,
        () -> FileLog.open(directory, segmentBytes),
        () -> FileLog.open(directory.resolve("ticks"), segmentBytes));
  }

  /** The logs at an address, or those in a directory, for processes. */
  static ShardLogs at(String addressOrDirectory) {
    return addressOrDirectory.startsWith("file:")
        ? ShardLogs.at(addressOrDirectory)
        : in(Path.of(addressOrDirectory), SEGMENT_BYTES_OF_PROCESSES);
  }
}
