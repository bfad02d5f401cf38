package io.skipruntime.server.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The messages to a client. They are gathered until there are enough or {@link #flush} is called;
 * then writing waits for the client, and the {@link Deadline} says how long. Used by one thread.
 */
final class MessageWriter {

  private static final int ENOUGH = 32 << 10;
  private static final int FIRST = 1 << 10;

  private final OutputStream output;
  private final Deadline deadline;
  private final long stallMillis;
  private byte[] bytes = new byte[FIRST];
  private int size;

  MessageWriter(OutputStream output, Deadline deadline, long stallMillis) {
    this.output = output;
    this.deadline = deadline;
    this.stallMillis = stallMillis;
  }

  /** Adds a message, wholly or, if a field cannot be had, not at all. */
  void message(char type, Consumer<MessageWriter> fields) throws IOException {
    int before = size;
    octet(type);
    int start = size;
    number(0);
    boolean isWhole = false;
    try {
      fields.accept(this);
      isWhole = true;
    } finally {
      size = isWhole ? size : before;
    }
    int length = size - start;
    int end = size;
    size = start;
    number(length);
    size = end;
    if (size >= ENOUGH) {
      flush();
    }
  }

  /** Adds a message without fields. */
  void message(char type) throws IOException {
    message(type, none -> {});
  }

  /** Writes all that was added. */
  void flush() throws IOException {
    if (size == 0) {
      return;
    }
    long before = deadline.begin(stallMillis);
    output.write(bytes, 0, size);
    output.flush();
    deadline.restore(before);
    size = 0;
    if (bytes.length > 2 * ENOUGH) {
      bytes = new byte[FIRST];
    }
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + count));
    }
  }

  /** Adds 8 bits. */
  void octet(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Adds 16 bits. */
  void half(int value) {
    octet(value >> Byte.SIZE);
    octet(value);
  }

  /** Adds 32 bits. */
  void number(int value) {
    half(value >> Short.SIZE);
    half(value);
  }

  /** Adds a text and a zero. */
  void text(String text) {
    bytes(text.replace("\0", "").getBytes(StandardCharsets.UTF_8));
    octet(0);
  }

  /** Adds bytes. */
  void bytes(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }
}
