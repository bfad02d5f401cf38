package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.CommitLogProvider;
import io.skipruntime.cluster.log.FileLog;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Logs in directories, at addresses such as {@code small:DIRECTORY}, with segments so small that
 * snapshots are wanted all the time.
 */
public final class SmallFileLogs implements CommitLogProvider {

  private static final String SCHEME = "small";
  private static final long SEGMENT_BYTES = 6_000;

  /** For the service loader. */
  public SmallFileLogs() {}

  /** The address of the logs in a directory. */
  static String address(Path directory) {
    return SCHEME + ":" + directory;
  }

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public Supplier<CommitLog> at(String address) {
    Path directory = Path.of(address.substring(SCHEME.length() + 1));
    return () -> FileLog.open(directory, SEGMENT_BYTES);
  }

  @Override
  public String beside(String address, String name) {
    return address + "/" + name;
  }
}
