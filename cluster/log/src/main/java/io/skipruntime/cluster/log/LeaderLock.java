package io.skipruntime.cluster.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lock of the user of a log in a directory that reads external sources. The system gives it
 * back when the process ends. Thread-safe.
 */
final class LeaderLock implements Closeable {

  private static final String NAME = "sources-lock";

  /** Locks of files are the process's: these keep the users in one process apart. */
  private static final Map<Path, LeaderLock> WITHIN_PROCESS = new ConcurrentHashMap<>();

  private final Path file;
  private @Nullable FileChannel held;
  private boolean isClosed;

  LeaderLock(Path directory) {
    this.file = directory.resolve(NAME);
  }

  /**
   * Takes the lock if it is free.
   *
   * @return whether this user has it
   * @throws IOException if the file cannot be used
   */
  synchronized boolean take() throws IOException {
    if (held != null || isClosed) {
      return held != null;
    }
    if (WITHIN_PROCESS.putIfAbsent(file, this) != null) {
      return false;
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        held = channel;
        return true;
      }
      return false;
    } finally {
      if (held == null) {
        giveBack(channel);
      }
    }
  }

  private void giveBack(@Nullable FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      WITHIN_PROCESS.remove(file, this);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    isClosed = true;
    FileChannel channel = held;
    held = null;
    if (channel != null) {
      giveBack(channel);
    }
  }
}
