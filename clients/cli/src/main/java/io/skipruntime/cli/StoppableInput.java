package io.skipruntime.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The content of a pipe or file, until the user wants no more. Reading from a pipe into which
 * nothing comes cannot be broken off, so a thread of its own does that.
 *
 * <ul>
 *   <li>{@code read} has what that thread has read and the user has not taken; a {@link Piece}
 *       without bytes is the last one
 *   <li>only the last piece may have a failure
 * </ul>
 */
final class StoppableInput extends InputStream {

  private static final int PIECE_BYTES = 1 << 16;
  private static final int PIECES_AHEAD = 4;
  private static final long LOOK_MILLIS = 50;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final CountDownLatch stopped;
  private final BlockingQueue<Piece> read = new ArrayBlockingQueue<>(PIECES_AHEAD);
  private final Thread reader;
  private Piece piece = new Piece(NOTHING, null);
  private boolean isEnded;

  private record Piece(ByteBuffer bytes, @Nullable Exception failure) {}

  /**
   * What {@code source} opens, which is closed by the thread that reads it.
   *
   * @param stopped at 0, reading ends with an {@link InterruptedIOException}
   */
  StoppableInput(Callable<InputStream> source, CountDownLatch stopped) {
    this.stopped = stopped;
    // A virtual thread would hold its carrier while it waits for a pipe.
    this.reader = Thread.ofPlatform().daemon().name("skip-input").start(() -> readAll(source));
  }

  private void readAll(Callable<InputStream> source) {
    Exception failure = null;
    try (InputStream in = source.call()) {
      byte[] bytes = new byte[PIECE_BYTES];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (count > 0) {
          read.put(new Piece(ByteBuffer.wrap(Arrays.copyOf(bytes, count)), null));
        }
      }
    } catch (InterruptedException e) {
      return;
    } catch (Exception e) {
      failure = e;
    }
    try {
      read.put(new Piece(NOTHING, failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // there is no reader any more
    }
  }

  @Override
  public int read() throws IOException {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int start, int length) throws IOException {
    Objects.checkFromIndexSize(start, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!isEnded && !piece.bytes().hasRemaining()) {
      piece = next();
      isEnded = !piece.bytes().hasRemaining();
    }
    if (isEnded) {
      return end();
    }
    int count = Math.min(length, piece.bytes().remaining());
    piece.bytes().get(target, start, count);
    return count;
  }

  /** The bytes that can be read without waiting; 1 if there is nothing but the end. */
  @Override
  public int available() {
    if (piece.bytes().hasRemaining()) {
      return piece.bytes().remaining();
    }
    Piece next = read.peek();
    return next == null && !isEnded ? 0 : Math.max(1, next == null ? 0 : next.bytes().remaining());
  }

  private Piece next() throws InterruptedIOException {
    try {
      while (stopped.getCount() > 0) {
        Piece next = read.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          return next;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new InterruptedIOException("interrupted");
  }

  private int end() throws IOException {
    return switch (piece.failure()) {
      case null -> -1;
      case IOException e -> throw e;
      case Exception e -> throw new IOException(e);
    };
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
