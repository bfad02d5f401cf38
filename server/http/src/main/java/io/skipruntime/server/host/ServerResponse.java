package io.skipruntime.server.host;

import java.util.function.Consumer;

/**
 * The answer to a request, on its way to the client. Used by the request's loop only, which also
 * runs all steps that are given here; none of them may block.
 *
 * <p>An answer is made in one of two ways: as a whole by {@link #end}, with {@link #write} before
 * it if it is long, or as a stream by {@link #stream}, which goes on until it is ended. Bytes that
 * are given are not changed any more, and are not copied where the host can do without that.
 *
 * <p>The host takes whatever it is given. So that it holds little, no more is given while it {@link
 * #isFull}. A response that {@link #isOpen} no more ignores what it is given.
 */
public interface ServerResponse {

  /** As much as is given at once of a stream, and as much as may wait before one is full. */
  int SLICE_BYTES = 16 << 10;

  /** Sets the status of an answer that has not begun; 200 if none is set. */
  void status(int status);

  /** Sets a header of an answer that has not begun. */
  void header(String name, String value);

  /** Whether the head has been sent, so that it cannot be changed. */
  boolean isBegun();

  /** Whether the answer has not ended, and its connection neither. */
  boolean isOpen();

  /** Whether there is enough that the client has not taken. */
  boolean isFull();

  /** Sets the step that runs when the answer may not be full any more. */
  void whenDrained(Runnable step);

  /** Sets the step that runs when the connection ends before the answer does. */
  void whenClosed(Runnable step);

  /**
   * Notes that the answer is of no use when its client is gone, as that of a stream: a client that
   * sends no more has its connection ended.
   */
  default void expectStream() {}

  /**
   * Begins a stream: sends the head, and some bytes.
   *
   * @param drained is run when the stream may not be full any more, also while something is written
   */
  void stream(byte[] beginning, Runnable drained);

  /**
   * Sends some bytes of a whole answer whose {@code Content-Length} is set, or a few of a stream.
   */
  void write(byte[] bytes, int from, int to);

  /**
   * Sends a part of what other streams of the loop may be sent, too; in a {@linkplain
   * EventLoop#broadcast broadcast} they may share its memory.
   */
  void writeShared(byte[] bytes, int from, int to);

  /**
   * Sends the last bytes, which may be none, and ends the answer. One that has not begun is of that
   * length.
   *
   * @param ended is told, now or later, whether the client's socket has taken all
   */
  void end(byte[] bytes, int from, int to, Consumer<Boolean> ended);

  /** Ends the answer at once, and its connection if need be: what is not sent is dropped. */
  void abort();

  /** As {@link #abort}, because the client has taken nothing for too long. */
  default void abortStalled() {
    abort();
  }
}
