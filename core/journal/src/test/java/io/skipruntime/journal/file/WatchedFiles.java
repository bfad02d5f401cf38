package io.skipruntime.journal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Files with a witness of what is done to those whose names begin in a certain way, and a hand that
 * holds their forces. Safe for use by several threads.
 */
public final class WatchedFiles implements Files {

  /**
   * A force of a watched file, with the times of {@link System#nanoTime}.
   *
   * @param unforced how many bytes were written since the force before
   * @param beginNanos when it began
   * @param endNanos when it ended
   */
  public record Force(long unforced, long beginNanos, long endNanos) {}

  private final Files files;
  private final String prefix;
  private final AtomicLong bytesRead = new AtomicLong();
  private final List<Force> forces = new ArrayList<>();
  private final List<Long> writes = new ArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile String slowPrefix = "";
  private volatile long slowMillis;

  /**
   * Watches the files of a directory.
   *
   * @param prefix how the names of those begin that are watched
   */
  public WatchedFiles(Files files, String prefix) {
    this.files = files;
    this.prefix = prefix;
  }

  /** Lets each force of files whose names begin so take a time at least, watched or not. */
  public void slow(String names, long millis) {
    slowPrefix = names;
    slowMillis = millis;
  }

  /** Lets no force of a watched file end until {@link #goOn}. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  /** Waits until a force is held. */
  public void awaitHeld() throws InterruptedException {
    held.await();
  }

  /** Ends what {@link #hold} began. */
  public void goOn() {
    gate.countDown();
  }

  /** How many bytes were read, of all files. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** The forces of watched files so far. */
  public synchronized List<Force> forces() {
    return List.copyOf(forces);
  }

  /** The times at which watched files were written. */
  public synchronized List<Long> writes() {
    return List.copyOf(writes);
  }

  @Override
  public List<String> list() throws IOException {
    return files.list();
  }

  @Override
  public File create(String name) throws IOException {
    return watched(name, files.create(name));
  }

  @Override
  public File read(String name) throws IOException {
    return watched(name, files.read(name));
  }

  @Override
  public File write(String name) throws IOException {
    return watched(name, files.write(name));
  }

  private File watched(String name, File file) {
    return new Watched(name, file);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    files.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    files.delete(name);
  }

  @Override
  public void sync() throws IOException {
    files.sync();
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

  private final class Watched implements File {
    private final String name;
    private final File file;
    private final boolean isWatched;
    private long unforced;

    Watched(String name, File file) {
      this.name = name;
      this.file = file;
      this.isWatched = name.startsWith(prefix);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int count = file.read(target, position);
      bytesRead.addAndGet(count);
      return count;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      unforced += source.remaining();
      if (isWatched) {
        synchronized (WatchedFiles.this) {
          writes.add(System.nanoTime());
        }
      }
      file.write(source, position);
    }

    @Override
    public void force() throws IOException {
      long begin = System.nanoTime();
      if (isWatched) {
        await();
      }
      if (slowMillis > 0 && name.startsWith(slowPrefix)) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(slowMillis);
        while (System.nanoTime() - begin < nanos) {
          LockSupport.parkNanos(nanos);
        }
      }
      file.force();
      if (isWatched) {
        synchronized (WatchedFiles.this) {
          forces.add(new Force(unforced, begin, System.nanoTime()));
        }
      }
      unforced = 0;
    }

    private void await() throws IOException {
      CountDownLatch now = gate;
      if (now.getCount() > 0) {
        held.countDown();
      }
      try {
        now.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
