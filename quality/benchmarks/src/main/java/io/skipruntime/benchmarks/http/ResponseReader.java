package io.skipruntime.benchmarks.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A reader that takes the responses of HTTP/1.1 apart, from whatever pieces they arrive in.
 *
 * <ul>
 *   <li>{@code left} is how much of a body or of a chunk is still to come; {@link #ENDLESS} for a
 *       body that ends with its connection.
 * </ul>
 */
final class ResponseReader {

  /** The receiver of what comes over a connection. */
  interface Receiver {

    /** A part of a body. */
    void body(byte[] bytes, int from, int to);

    /** The end of a response with the given status. */
    void end(int status);
  }

  private enum State {
    HEAD,
    BODY,
    CHUNK_LENGTH,
    CHUNK,
    AFTER_CHUNK,
    AFTER_LAST_CHUNK
  }

  private static final long ENDLESS = Long.MAX_VALUE;
  private static final String LENGTH = "\r\ncontent-length:";
  private static final String CHUNKED = "\r\ntransfer-encoding: chunked\r\n";

  private final Receiver receiver;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private State state = State.HEAD;
  private long left;
  private int status;

  ResponseReader(Receiver receiver) {
    this.receiver = receiver;
  }

  /** The status of the response that is being read, or was last. */
  int status() {
    return status;
  }

  /** Takes all bytes that remain in {@code input}, which has an array. */
  void read(ByteBuffer input) {
    while (input.hasRemaining()) {
      switch (state) {
        case HEAD -> readHead(input);
        case BODY, CHUNK -> readBody(input);
        case CHUNK_LENGTH -> readChunkLength(input);
        case AFTER_CHUNK, AFTER_LAST_CHUNK -> readAfterChunk(input);
      }
    }
  }

  /** Adds to the text; says whether it ends with a line now. */
  private boolean endsLine(ByteBuffer input) {
    byte next = input.get();
    text.write(next);
    return next == '\n';
  }

  private String takeText() {
    String taken = text.toString(StandardCharsets.ISO_8859_1);
    text.reset();
    return taken;
  }

  private void readHead(ByteBuffer input) {
    if (!endsLine(input) || !endsHead()) {
      return;
    }
    String head = takeText().toLowerCase(Locale.ROOT);
    status = Integer.parseInt(head, "http/1.1 ".length(), "http/1.1 200".length(), 10);
    int length = head.indexOf(LENGTH);
    if (length >= 0) {
      left = new WholeNumbers(head, length).next();
      state = State.BODY;
      endIfComplete();
    } else if (head.contains(CHUNKED)) {
      state = State.CHUNK_LENGTH;
    } else {
      left = ENDLESS;
      state = State.BODY;
    }
  }

  private boolean endsHead() {
    return text.size() > 4 && text.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n");
  }

  private void readBody(ByteBuffer input) {
    int taken = (int) Math.min(left, input.remaining());
    int from = input.arrayOffset() + input.position();
    receiver.body(input.array(), from, from + taken);
    input.position(input.position() + taken);
    left = left == ENDLESS ? ENDLESS : left - taken;
    endIfComplete();
  }

  private void endIfComplete() {
    if (left > 0) {
      return;
    }
    if (state == State.BODY) {
      end();
    } else {
      state = State.AFTER_CHUNK;
    }
  }

  private void readChunkLength(ByteBuffer input) {
    if (endsLine(input)) {
      left = Long.parseLong(takeText().strip(), 16);
      state = left == 0 ? State.AFTER_LAST_CHUNK : State.CHUNK;
    }
  }

  private void readAfterChunk(ByteBuffer input) {
    if (endsLine(input)) {
      text.reset();
      if (state == State.AFTER_LAST_CHUNK) {
        end();
      } else {
        state = State.CHUNK_LENGTH;
      }
    }
  }

  private void end() {
    state = State.HEAD;
    receiver.end(status);
  }
}
