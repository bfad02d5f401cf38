package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The files of the next two segments, made ahead of use by a thread of its own, so that the log's
 * thread never waits for 64 MiB of zeros. That there is no space is found here, before a
 * transaction is admitted that would need it; it is tried again each second. There are two, since
 * the records that were admitted before may take the rest of a segment and a whole one.
 *
 * <ul>
 *   <li>{@code ready} has the durable files of zeros, at most {@value #SPARES}, in the order in
 *       which they are taken.
 *   <li>{@code problem} is why there are not so many, if making one failed last.
 *   <li>{@code broken} is why none will be made any more: the disk failed in another way.
 * </ul>
 */
final class SpareSegments implements AutoCloseable {

  /** A file of zeros. */
  private record Spare(String name, long size) {}

  private static final int SPARES = 2;
  private static final Logger LOGGER = System.getLogger(SpareSegments.class.getName());

  private final Files files;
  private final long largest;
  private final long retryMillis;
  private final Thread thread;
  private final ArrayDeque<Spare> ready = new ArrayDeque<>(SPARES);
  private Optional<String> problem = Optional.empty();
  private Optional<IOException> broken = Optional.empty();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long size;
  private int made;
  private boolean closing;
  private boolean closed;

  /**
   * Spare segments for a log.
   *
   * @param first the size of the first one in bytes; each is twice as large as the one before, up
   *     to {@code largest}, so that a log that is hardly written stays small
   */
  SpareSegments(Files files, long first, long largest, long retryMillis) {
    this.files = files;
    this.size = Math.min(first, largest);
    this.largest = largest;
    this.retryMillis = retryMillis;
    this.thread = Thread.ofPlatform().name("skip-log-spare").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Why a spare file is lacking and cannot be made now; empty if all is well. */
  synchronized Optional<String> problem() {
    return ready.size() == SPARES ? Optional.empty() : problem;
  }

  /** The size in bytes of the file that is taken next. */
  synchronized long size() {
    return ready.isEmpty() ? size : ready.getFirst().size();
  }

  private synchronized long sizeToMake() {
    return size;
  }

  /**
   * Takes the spare file, once there is one.
   *
   * @throws IOException if the disk has failed, or the log is closed while there is no space
   */
  synchronized String take() throws IOException, InterruptedException {
    while (ready.isEmpty()) {
      if (broken.isPresent()) {
        throw broken.get();
      }
      if (closed || (closing && problem.isPresent())) {
        throw new IOException(problem.orElse("the log is closed"));
      }
      wait();
    }
    Spare taken = ready.removeFirst();
    notifyAll();
    return taken.name();
  }

  private void run() {
    try {
      while (awaitNeed()) {
        String name = LogFiles.UNFINISHED + "spare-" + ++made;
        if (!make(name)) {
          pause();
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** Waits until a file is needed; false if never more. */
  private synchronized boolean awaitNeed() throws InterruptedException {
    while ((ready.size() == SPARES || broken.isPresent()) && !closed) {
      wait();
    }
    return !closed;
  }

  private boolean make(String name) {
    try {
      long bytes = sizeToMake();
      SegmentWriter.prepare(files, name, bytes);
      ready(new Spare(name, bytes));
      return true;
    } catch (IOException e) {
      failed(e);
    }
    try {
      files.delete(name);
    } catch (IOException e) {
      // it may not be there
    }
    return false;
  }

  private synchronized void ready(Spare spare) {
    if (problem.isPresent()) {
      LOGGER.log(Level.INFO, "there is room for the log in {0} again", files.describe());
    }
    problem = Optional.empty();
    ready.add(spare);
    size = Math.min(largest, 2 * size);
    notifyAll();
  }

  private synchronized void failed(IOException cause) {
    if (!isFull(cause)) {
      broken = Optional.of(cause);
      notifyAll();
      return;
    }
    if (problem.isEmpty()) {
      LOGGER.log(
          Level.ERROR,
          "no space for the log in {0}: {1}; writes are refused until {2} MiB are free there, and"
              + " then go on by themselves",
          files.describe(),
          cause.getMessage(),
          (SPARES - ready.size()) * ((size >> 20) + 1));
    }
    problem = Optional.of(String.valueOf(cause.getMessage()));
    notifyAll();
  }

  /** Whether a failure says that there is no space, in the words of the operating systems. */
  private boolean isFull(IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("space") || message.contains("quota") || message.contains("too large")) {
      return true;
    }
    try {
      return files.usableSpace() < sizeToMake();
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets no thread wait for space any more. */
  synchronized void beginClosing() {
    closing = true;
    notifyAll();
  }

  private void pause() throws InterruptedException {
    if (stopped.await(retryMillis, TimeUnit.MILLISECONDS)) {
      LOGGER.log(Level.DEBUG, "closed while there was no space");
    }
  }

  /** Stops; the spare files are deleted. */
  @Override
  public void close() {
    List<Spare> unused;
    synchronized (this) {
      closed = true;
      stopped.countDown();
      notifyAll();
    }
    ThreadEnd.await(thread);
    synchronized (this) {
      unused = List.copyOf(ready);
      ready.clear();
    }
    unused.forEach(spare -> {
      try {
        files.delete(spare.name());
      } catch (IOException e) {
        // deleted at the next start
      }
    });
  }
}
