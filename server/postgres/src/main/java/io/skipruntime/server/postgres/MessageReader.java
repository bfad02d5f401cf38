package io.skipruntime.server.postgres;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * The messages of a client. What a message claims of its length is checked before anything is kept,
 * and memory is used as bytes arrive. Used by one thread.
 */
final class MessageReader {

  /** The most bytes of a message before the client has proved who it is, as PostgreSQL has it. */
  static final int MOST_AT_START = 10_000;

  /** The most bytes of any other message. */
  static final int MOST = 1 << 20;

  private static final int BUFFER = 8_192;
  private static final int LEAST = 4;

  private final Socket socket;
  private final InputStream input;

  MessageReader(Socket socket) throws IOException {
    this.socket = socket;
    this.input = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  /** Waits for a byte; -1 if there are no more. */
  int type() throws IOException {
    return input.read();
  }

  /** The rest of a message whose letter has been read. */
  Payload rest(int most) throws IOException {
    long length = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      int next = input.read();
      if (next < 0) {
        throw new EOFException();
      }
      length = length << Byte.SIZE | next;
    }
    if (length < LEAST || length > most) {
      throw Failure.fatal(Failure.PROTOCOL, "invalid message length");
    }
    int size = (int) length - LEAST;
    byte[] bytes = input.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException();
    }
    return new Payload(bytes);
  }

  /** Whether bytes have arrived that were not read. */
  boolean hasMore() throws IOException {
    return input.available() > 0;
  }

  /** Whether the client has closed its connection, as far as can be seen without waiting. */
  boolean isAtEnd() throws IOException {
    if (input.available() > 0) {
      return false;
    }
    socket.setSoTimeout(1);
    try {
      input.mark(1);
      int next = input.read();
      input.reset();
      return next < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(0);
    }
  }
}
