package io.skipruntime.journal.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a directory of the operating system. The directory is made if it is not there; it
 * and its files are for their owner alone, because the identifiers of streams are secrets.
 *
 * <p>A {@code FileChannel} is closed when one of its threads is interrupted. The threads that write
 * are the journal's own, and no other code has them.
 */
public final class DiskFiles implements Files {

  private final Path directory;

  /**
   * The files of a directory.
   *
   * @throws IOException if it cannot be made, or is no directory
   */
  public DiskFiles(Path directory) throws IOException {
    this.directory = directory;
    createPrivate(directory);
  }

  private static void createPrivate(Path directory) throws IOException {
    if (java.nio.file.Files.isDirectory(directory)) {
      return;
    }
    java.nio.file.Files.createDirectories(directory);
    restrict(directory, "rwx------");
  }

  private static void restrict(Path path, String permissions) throws IOException {
    try {
      java.nio.file.Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(permissions));
    } catch (UnsupportedOperationException e) {
      // a file system without permissions; its owner sees to them
    }
  }

  private Path path(String name) {
    return directory.resolve(name);
  }

  @Override
  public List<String> list() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> paths = java.nio.file.Files.list(directory)) {
      paths
          .filter(java.nio.file.Files::isRegularFile)
          .forEach(path -> names.add(path.getFileName().toString()));
    }
    return names;
  }

  @Override
  public File create(String name) throws IOException {
    if (name.startsWith(QUARANTINE)) {
      createPrivate(path(QUARANTINE));
    }
    FileChannel channel = FileChannel.open(path(name), CREATE, READ, WRITE, TRUNCATE_EXISTING);
    restrict(path(name), "rw-------");
    return new DiskFile(channel);
  }

  @Override
  public File read(String name) throws IOException {
    return new DiskFile(FileChannel.open(path(name), READ));
  }

  @Override
  public File write(String name) throws IOException {
    return new DiskFile(FileChannel.open(path(name), READ, WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    if (to.startsWith(QUARANTINE)) {
      createPrivate(path(QUARANTINE));
    }
    java.nio.file.Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    java.nio.file.Files.delete(path(name));
  }

  @Override
  public void sync() throws IOException {
    syncDirectory(directory);
    if (java.nio.file.Files.isDirectory(path(QUARANTINE))) {
      syncDirectory(path(QUARANTINE));
    }
  }

  private static void syncDirectory(Path directory) throws IOException {
    if (java.io.File.separatorChar == '\\') {
      return; // Windows neither needs it nor lets a directory be opened
    }
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  @Override
  public Closeable lock(String name) throws IOException {
    FileChannel channel = FileChannel.open(path(name), CREATE, READ, WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // another user in this process: as if another process had it
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new LockedException(
          "the data directory "
              + directory
              + " is in use"
              + holder(path(name))
              + "; a directory is for one service at a time: stop the other one, or give this one"
              + " a directory of its own");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            ("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
    return channel;
  }

  private static String holder(Path lock) {
    try {
      String holder = java.nio.file.Files.readString(lock).strip();
      return holder.isEmpty() ? "" : " by " + holder;
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public long usableSpace() throws IOException {
    return java.nio.file.Files.getFileStore(directory).getUsableSpace();
  }

  @Override
  public String describe() {
    return directory.toString();
  }

  private record DiskFile(FileChannel channel) implements File {

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int total = 0;
      while (target.hasRemaining()) {
        int count = channel.read(target, position + total);
        if (count < 0) {
          break;
        }
        total += count;
      }
      return total;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      long at = position;
      while (source.hasRemaining()) {
        at += channel.write(source, at);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
