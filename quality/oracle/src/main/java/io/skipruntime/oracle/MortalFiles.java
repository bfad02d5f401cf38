package io.skipruntime.oracle;

import io.skipruntime.journal.file.DiskFiles;
import io.skipruntime.journal.file.Files;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files of a directory, as a process changes them until it dies: from a change on that is
 * counted beforehand, no change is made any more, and of a write at that point only the first half
 * is. What was written stays, as it does when a process dies. Nothing is forced, since the machine
 * does not stop.
 *
 * <p>May be used by several threads.
 */
final class MortalFiles implements Files {

  private final Files files;
  private final AtomicLong changesLeft = new AtomicLong(Long.MAX_VALUE);

  /** The files of a directory, for a process that begins. */
  MortalFiles(Path directory) throws IOException {
    files = new DiskFiles(directory);
  }

  /** Lets the process die after some more changes. */
  void dieAfter(long changes) {
    changesLeft.set(changes);
  }

  private void change() throws IOException {
    if (changesLeft.getAndUpdate(left -> Math.max(left - 1, 0)) == 0) {
      throw new IOException("the process has died");
    }
  }

  @Override
  public List<String> list() throws IOException {
    return files.list();
  }

  @Override
  public File create(String name) throws IOException {
    change();
    return new MortalFile(files.create(name));
  }

  @Override
  public File read(String name) throws IOException {
    return files.read(name);
  }

  @Override
  public File write(String name) throws IOException {
    change();
    return new MortalFile(files.write(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change();
    files.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    change();
    files.delete(name);
  }

  @Override
  public void sync() throws IOException {
    change();
  }

  @Override
  public Closeable lock(String name) throws IOException {
    return files.lock(name);
  }

  @Override
  public long usableSpace() throws IOException {
    return files.usableSpace();
  }

  @Override
  public String describe() {
    return files.describe();
  }

  /** A file that is written until the process dies. */
  private final class MortalFile implements File {
    private final File file;

    MortalFile(File file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      if (changesLeft.get() == 1) {
        ByteBuffer torn = source.duplicate();
        torn.limit(torn.position() + torn.remaining() / 2);
        file.write(torn, position);
        changesLeft.set(0);
      }
      change();
      file.write(source, position);
    }

    @Override
    public void force() throws IOException {
      change();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
