package io.skipruntime.workers;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonSyntaxException;
import io.skipruntime.json.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A channel of frames over two streams of bytes. Any thread may send, one at a time reads.
 *
 * <p>A frame is a length in four bytes, little endian, and JSON text. The highest bit of the length
 * says that the text may have a whole number that no double has.
 */
final class FrameChannel {

  /** A longer frame is taken for something else that was written to the channel. */
  private static final int MOST_BYTES = 1 << 30;

  private static final int LENGTH_BYTES = 4;
  private static final int BIG_NUMBERS = 1 << 31;

  /** Whole numbers of fewer digits are exact as doubles. */
  private static final int DIGITS_THAT_MAY_BE_INEXACT = 16;

  private final InputStream in;
  private final OutputStream out;

  FrameChannel(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Sends a frame.
   *
   * @throws IOException if the other side is gone
   */
  synchronized void send(JsonWriter frame) throws IOException {
    int size = frame.size();
    int flags = hasBigNumbers(frame.array(), size) ? BIG_NUMBERS : 0;
    ByteBuffer whole =
        ByteBuffer.allocate(LENGTH_BYTES + size)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(size | flags);
    whole.put(frame.array(), 0, size);
    out.write(whole.array());
    out.flush();
  }

  /**
   * Waits for a frame.
   *
   * @throws IOException if there are no more, or what came is none
   */
  JsonArray receive() throws IOException {
    byte[] prefix = in.readNBytes(LENGTH_BYTES);
    if (prefix.length < LENGTH_BYTES) {
      throw new EOFException("the worker is gone");
    }
    int length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 0 || length > MOST_BYTES) {
      throw new ForeignBytesException();
    }
    byte[] text = in.readNBytes(length);
    if (text.length < length) {
      throw new EOFException("the worker is gone");
    }
    try {
      return Json.parse(text).asArray();
    } catch (JsonSyntaxException | IllegalStateException | UnsupportedOperationException e) {
      throw new ForeignBytesException();
    }
  }

  private static boolean hasBigNumbers(byte[] text, int size) {
    boolean quoted = false;
    int digits = 0;
    for (int i = 0; i < size; i++) {
      byte c = text[i];
      if (c == '"') {
        quoted = !quoted;
        digits = 0;
      } else if (quoted) {
        i += c == '\\' ? 1 : 0;
      } else if (c >= '0' && c <= '9') {
        if (++digits >= DIGITS_THAT_MAY_BE_INEXACT) {
          return true;
        }
      } else if (c == 'E') { // of a number with an exponent
        return true;
      } else {
        digits = 0;
      }
    }
    return false;
  }

  /** Something else than frames was written to a channel. */
  static final class ForeignBytesException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignBytesException() {
      super(
          "something else than frames came from the worker; has the program written to file"
              + " descriptor 1, past its language's standard output?");
    }
  }
}
