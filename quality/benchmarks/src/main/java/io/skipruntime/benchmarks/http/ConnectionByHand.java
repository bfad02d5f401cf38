package io.skipruntime.benchmarks.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A client of {@link ServerByHand}. */
final class ConnectionByHand {

  private static final int BUFFER_BYTES = 4096;
  private static final String LENGTH = "\r\nContent-Length: ";

  private final SocketChannel channel;
  private final SelectionKey key;
  private final IncrementsByHand contents;
  private final ByteBuffer input = ByteBuffer.allocate(BUFFER_BYTES);
  private final Deque<ByteBuffer> unsent = new ArrayDeque<>(0);

  ConnectionByHand(SocketChannel channel, SelectionKey key, IncrementsByHand contents) {
    this.channel = channel;
    this.key = key;
    this.contents = contents;
  }

  /** Reads what there is, and answers the requests that are complete. */
  void read() throws IOException {
    if (channel.read(input) < 0) {
      close();
      return;
    }
    for (String request = takeRequest(); request != null; request = takeRequest()) {
      contents.answer(this, request);
    }
  }

  private @Nullable String takeRequest() throws IOException {
    byte[] bytes = input.array();
    int end = endOfHead(bytes, input.position());
    if (end < 0) {
      if (!input.hasRemaining()) {
        throw new IOException("the request is too long");
      }
      return null;
    }
    String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    int length = head.indexOf(LENGTH);
    int total = end + (length < 0 ? 0 : number(head, length + LENGTH.length()));
    if (input.position() < total) {
      return null;
    }
    String request = new String(bytes, 0, total, StandardCharsets.ISO_8859_1);
    input.limit(input.position()).position(total);
    input.compact();
    return request;
  }

  /** Where the head ends and the body begins; -1 if it is not complete. */
  private static int endOfHead(byte[] bytes, int length) {
    for (int i = 3; i < length; i++) {
      if (bytes[i] == '\n' && bytes[i - 2] == '\n' && bytes[i - 1] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int number(String text, int from) {
    int to = from;
    while (to < text.length() && Character.isDigit(text.charAt(to))) {
      to++;
    }
    return Integer.parseInt(text, from, to, 10);
  }

  /** Sends as much as the socket takes, the rest later; a client that has gone is closed. */
  void write(ByteBuffer bytes) {
    try {
      if (unsent.isEmpty()) {
        channel.write(bytes);
      }
      if (bytes.hasRemaining()) {
        unsent.add(bytes);
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      }
    } catch (IOException e) {
      close();
    }
  }

  boolean isClosed() {
    return !channel.isOpen();
  }

  /** Sends more of what the socket did not take. */
  void writeOn() throws IOException {
    for (ByteBuffer first = unsent.peek(); first != null; first = unsent.peek()) {
      channel.write(first);
      if (first.hasRemaining()) {
        return;
      }
      unsent.remove();
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      System.err.println("a connection was not closed: " + e);
    }
  }
}
