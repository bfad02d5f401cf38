package io.skipruntime.cluster.shard;

import io.skipruntime.cluster.log.FileLog;
import java.nio.file.Path;

/** Logs of files with small segments, so that snapshots are written all the time. */
final class SmallLogs {

  private static final long SEGMENT_BYTES = 6_000;

  private SmallLogs() {}

  /** The logs in a directory. */
  static ShardLogs in(Path directory) {
    return ShardLogs.of(
        "in " + directory,
        () -> FileLog.open(directory, SEGMENT_BYTES),
        () -> FileLog.open(directory.resolve("ticks"), SEGMENT_BYTES));
  }

  /** The logs at an address, or those in a directory. */
  static ShardLogs at(String addressOrDirectory) {
    return addressOrDirectory.startsWith("file:")
        ? ShardLogs.at(addressOrDirectory)
        : in(Path.of(addressOrDirectory));
  }
}
