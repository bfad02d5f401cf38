package io.skipruntime.journal.file;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;

/**
 * A disk in memory that forgets what was not made durable, and fails when it is told to.
 *
 * <ul>
 *   <li>Of each file it has the bytes that every reader sees, and the writes since the last force.
 *       {@link #afterPowerLoss} keeps any of these, in sectors of 512 bytes, in any order.
 *   <li>Which files there are is likewise durable only after {@link #sync}; each change since then
 *       may be lost on its own.
 *   <li>{@link #failAt} has the n-th call that changes something fail, once or from then on.
 *   <li>A byte that was written and is not zero is never written again with another value, and no
 *       file that has another name than a temporary one is emptied: no file is changed in place.
 * </ul>
 */
public final class FaultyFiles implements Files {

  private static final int SECTOR = 512;

  /** What a call that fails says. */
  public enum Fault {
    /** The device failed. */
    EIO("Input/output error"),
    /** The device is full. */
    ENOSPC("No space left on device");

    private final String message;

    Fault(String message) {
      this.message = message;
    }
  }

  /** A write that is not durable. */
  private static final class Unforced {
    final long position;
    final byte[] bytes;

    Unforced(long position, byte[] bytes) {
      this.position = position;
      this.bytes = bytes;
    }
  }

  private static final class Content {
    byte[] visible = new byte[0];
    byte[] durable = new byte[0];
    final List<Unforced> unforced = new ArrayList<>();

    void write(long position, byte[] bytes) {
      visible = written(visible, position, bytes);
      unforced.add(new Unforced(position, bytes));
    }

    static byte[] written(byte[] content, long position, byte[] bytes) {
      int end = Math.toIntExact(position + bytes.length);
      byte[] result = end > content.length ? Arrays.copyOf(content, end) : content;
      for (int i = 0; i < bytes.length; i++) {
        int at = (int) position + i;
        if (result[at] != 0 && result[at] != bytes[i]) {
          throw new AssertionError("byte " + at + " was changed in place");
        }
        result[at] = bytes[i];
      }
      return result;
    }

    void force() {
      durable = visible.clone();
      unforced.clear();
    }
  }

  private final Map<String, Content> visible = new HashMap<>();
  private final Map<String, Content> durable = new HashMap<>();
  private final Semaphore forces = new Semaphore(0);
  private boolean holdsForces;
  private boolean locked;
  private int calls;
  private int failAt = Integer.MAX_VALUE;
  private boolean failsForGood;
  private Fault fault = Fault.EIO;
  private long space = Long.MAX_VALUE;

  /** Has the n-th call that changes something fail, counted from 1 from now on. */
  public synchronized FaultyFiles failAt(int call, Fault with, boolean forGood) {
    calls = 0;
    failAt = call;
    fault = with;
    failsForGood = forGood;
    return this;
  }

  /** How many calls changed something since {@link #failAt}, or at all. */
  public synchronized int calls() {
    return calls;
  }

  /** How many bytes there is room for from now on; a write beyond that fails with ENOSPC. */
  public synchronized void space(long bytes) {
    space = bytes;
  }

  /** Has each force wait for {@link #releaseForces}. */
  public synchronized void holdForces() {
    holdsForces = true;
  }

  /** Lets a number of forces go on. */
  public void releaseForces(int count) {
    forces.release(count);
  }

  /** Lets all forces go on, now and later. */
  public synchronized void releaseAllForces() {
    holdsForces = false;
    forces.release(1_000);
  }

  private synchronized void call() throws IOException {
    calls++;
    if (calls == failAt || (failsForGood && calls > failAt)) {
      throw new IOException(fault.message);
    }
  }

  /** What another process finds: all that was written, and no lock. */
  public synchronized FaultyFiles afterCrash() {
    FaultyFiles next = new FaultyFiles();
    visible.forEach((name, content) -> {
      Content copy = new Content();
      copy.visible = content.visible.clone();
      copy.durable = content.durable.clone();
      copy.unforced.addAll(content.unforced);
      next.visible.put(name, copy);
      next.durable.put(name, copy);
    });
    return next;
  }

  /** What is there after a loss of power: what was durable, and by chance some of the rest. */
  public synchronized FaultyFiles afterPowerLoss(Random random) {
    FaultyFiles next = new FaultyFiles();
    Map<String, Content> entries = new HashMap<>(durable);
    for (Map.Entry<String, Content> entry : visible.entrySet()) {
      if (!durable.containsKey(entry.getKey()) && random.nextBoolean()) {
        entries.put(entry.getKey(), entry.getValue());
      } else if (durable.containsKey(entry.getKey()) && random.nextBoolean()) {
        entries.put(entry.getKey(), entry.getValue());
      }
    }
    entries.keySet().removeIf(name -> !visible.containsKey(name) && random.nextBoolean());
    entries.forEach((name, content) -> next.put(name, survivors(content, random)));
    return next;
  }

  private static byte[] survivors(Content content, Random random) {
    List<Unforced> parts = new ArrayList<>();
    for (Unforced write : content.unforced) {
      for (int at = 0; at < write.bytes.length; ) {
        long position = write.position + at;
        int size = (int) Math.min(SECTOR - position % SECTOR, write.bytes.length - at);
        if (random.nextBoolean()) {
          parts.add(new Unforced(position, Arrays.copyOfRange(write.bytes, at, at + size)));
        }
        at += size;
      }
    }
    byte[] result = content.durable.clone();
    for (Unforced part : parts) {
      int end = Math.toIntExact(part.position + part.bytes.length);
      result = end > result.length ? Arrays.copyOf(result, end) : result;
      System.arraycopy(part.bytes, 0, result, (int) part.position, part.bytes.length);
    }
    return result;
  }

  /** Puts a durable file in place of one. */
  public synchronized void put(String name, byte[] bytes) {
    Content content = new Content();
    content.visible = bytes.clone();
    content.durable = bytes.clone();
    visible.put(name, content);
    durable.put(name, content);
  }

  /** The bytes of a file. */
  public synchronized byte[] get(String name) throws IOException {
    return content(name).visible.clone();
  }

  private Content content(String name) throws FileNotFoundException {
    Content content = visible.get(name);
    if (content == null) {
      throw new FileNotFoundException(name);
    }
    return content;
  }

  @Override
  public synchronized List<String> list() {
    return visible.keySet().stream().filter(name -> !name.startsWith(QUARANTINE)).toList();
  }

  /** The names of the files in quarantine. */
  public synchronized List<String> quarantined() {
    return visible.keySet().stream().filter(name -> name.startsWith(QUARANTINE)).toList();
  }

  @Override
  public synchronized File create(String name) throws IOException {
    call();
    if (visible.containsKey(name) && !name.startsWith("new-")) {
      throw new AssertionError(name + " was emptied in place");
    }
    Content content = new Content();
    visible.put(name, content);
    return new Open(content);
  }

  @Override
  public synchronized File read(String name) throws IOException {
    return new Open(content(name));
  }

  @Override
  public synchronized File write(String name) throws IOException {
    return new Open(content(name));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    call();
    visible.put(to, content(from));
    visible.remove(from);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    call();
    content(name);
    visible.remove(name);
  }

  @Override
  public synchronized void sync() throws IOException {
    call();
    durable.clear();
    durable.putAll(visible);
  }

  @Override
  public synchronized Closeable lock(String name) throws IOException {
    if (locked) {
      throw new LockedException("the data directory is in use");
    }
    locked = true;
    return () -> {
      synchronized (this) {
        locked = false;
      }
    };
  }

  @Override
  public synchronized long usableSpace() {
    return space;
  }

  @Override
  public String describe() {
    return "a disk in memory";
  }

  private void awaitForce() throws IOException {
    boolean waits;
    synchronized (this) {
      waits = holdsForces;
    }
    if (waits) {
      forces.acquireUninterruptibly();
    }
    call();
  }

  private final class Open implements File {
    private final Content content;

    Open(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      synchronized (FaultyFiles.this) {
        return content.visible.length;
      }
    }

    @Override
    public int read(ByteBuffer target, long position) {
      synchronized (FaultyFiles.this) {
        byte[] bytes = content.visible;
        int count = (int) Math.min(target.remaining(), Math.max(0, bytes.length - position));
        if (count > 0) {
          target.put(bytes, (int) position, count);
        }
        return count;
      }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      synchronized (FaultyFiles.this) {
        call();
        long growth = position + source.remaining() - content.visible.length;
        if (growth > space) {
          throw new IOException(Fault.ENOSPC.message);
        }
        space -= Math.max(0, growth);
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        content.write(position, bytes);
      }
    }

    @Override
    public void force() throws IOException {
      awaitForce();
      synchronized (FaultyFiles.this) {
        content.force();
      }
    }

    @Override
    public void close() {}
  }
}
