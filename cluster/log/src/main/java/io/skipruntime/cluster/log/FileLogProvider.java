package io.skipruntime.cluster.log;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Logs in directories, at addresses such as {@code file:DIRECTORY}. */
public final class FileLogProvider implements CommitLogProvider {

  private static final String SCHEME = "file";

  /** For the service loader. */
  public FileLogProvider() {}

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public Supplier<CommitLog> at(String address) {
    Path path = directory(address);
    return () -> FileLog.open(path);
  }

  @Override
  public String beside(String address, String name) {
    return SCHEME + ":" + directory(address).resolve(name);
  }

  private static Path directory(String address) {
    String directory = address.substring(SCHEME.length() + 1);
    if (directory.isEmpty()) {
      throw new IllegalArgumentException("a log in a directory has the address file:DIRECTORY");
    }
    return Path.of(directory);
  }
}
