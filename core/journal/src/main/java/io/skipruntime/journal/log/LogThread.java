package io.skipruntime.journal.log;

import io.skipruntime.journal.file.Files;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that writes the log: it takes all records that wait, writes them, makes them durable
 * and says so; the next group collects meanwhile. It is the only one that uses the segments' files,
 * and no other code can interrupt it, which would close them.
 *
 * <p>A short time after the last force, if nothing else came, it writes a mark, so that also the
 * last frame is known to have been acknowledged. Where records are acknowledged when they are
 * written, it makes them durable at regular times.
 */
final class LogThread {

  private static final Logger LOGGER = System.getLogger(LogThread.class.getName());
  private static final long STACK_BYTES = 16L << 20;

  private final Files files;
  private final LogQueue queue;
  private final LogWriter writer;
  private final LogOptions options;
  private final LogListener listener;
  private final Thread thread;
  private volatile @Nullable IOException failure;
  private boolean marked = true;
  private long nextForce;

  LogThread(
      Files files, LogQueue queue, LogWriter writer, LogOptions options, LogListener listener) {
    this.files = files;
    this.queue = queue;
    this.writer = writer;
    this.options = options;
    this.listener = listener;
    this.thread =
        Thread.ofPlatform().name("skip-log").daemon().stackSize(STACK_BYTES).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  private void run() {
    try (writer) {
      while (true) {
        List<LogRecord> records = queue.take(timeout());
        boolean rolls = queue.takeRoll();
        if (rolls) {
          writer.roll();
        }
        if (!records.isEmpty() || rolls) {
          write(records);
        } else if (queue.isClosed()) {
          break;
        } else if (nextForce == 0) {
          marked = true;
          writer.mark();
        }
        forceInTime();
      }
      writer.end();
    } catch (Exception | LinkageError | VirtualMachineError e) {
      fail(e);
    }
  }

  private void write(List<LogRecord> records) throws IOException, InterruptedException {
    writer.write(records);
    if (options.forceMillis() == 0) {
      writer.force();
      marked = false;
    } else if (nextForce == 0) {
      nextForce = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.forceMillis());
    }
    listener.acknowledged(records, writer.lastSequence());
  }

  /** How long to wait for records, in nanoseconds. */
  private long timeout() {
    if (nextForce != 0) {
      return Math.max(1, nextForce - System.nanoTime());
    }
    return marked ? -1 : TimeUnit.MILLISECONDS.toNanos(options.markMillis());
  }

  private void forceInTime() throws IOException {
    if (nextForce != 0 && System.nanoTime() >= nextForce) {
      writer.force();
      nextForce = 0;
      marked = false;
    }
  }

  private void fail(Throwable cause) {
    IOException reason =
        cause instanceof IOException known ? known : new IOException(cause.toString(), cause);
    failure = reason;
    queue.close();
    LOGGER.log(
        Level.ERROR,
        "the log in {0} cannot be written any more ({1}): writes are refused, reads go on; see to"
            + " the disk and start the service again, which recovers all that was acknowledged",
        files.describe(),
        reason.getMessage());
    listener.failed(reason);
  }

  /** Waits until all is written. */
  void awaitEnd() {
    ThreadEnd.await(thread);
  }
}
