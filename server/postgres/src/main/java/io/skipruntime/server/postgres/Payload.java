package io.skipruntime.server.postgres;

import io.skipruntime.json.JsonString;
import io.skipruntime.json.JsonSyntaxException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The fields of a message, in their order. All that is too short or no text is refused. */
final class Payload {

  private final ByteBuffer bytes;

  Payload(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  private static Failure malformed() {
    return Failure.fatal(Failure.PROTOCOL, "invalid message format");
  }

  private void require(int count) {
    if (count < 0 || bytes.remaining() < count) {
      throw malformed();
    }
  }

  /** A number of 8 bits. */
  char letter() {
    require(1);
    return (char) (bytes.get() & 0xff);
  }

  /** A number of 16 bits, which counts something. */
  int count() {
    require(Short.BYTES);
    return bytes.getShort() & 0xffff;
  }

  /** A number of 32 bits. */
  int number() {
    require(Integer.BYTES);
    return bytes.getInt();
  }

  /** A text that ends with a zero. */
  String text() {
    int end = bytes.position();
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    require(end - bytes.position() + 1);
    byte[] text = new byte[end - bytes.position()];
    bytes.get(text);
    bytes.get();
    return decoded(text);
  }

  /** Bytes with their number before them; null where that is -1. */
  byte @Nullable [] value() {
    int length = number();
    if (length == -1) {
      return null;
    }
    require(length);
    byte[] value = new byte[length];
    bytes.get(value);
    return value;
  }

  /** How many bytes all fields have. */
  int size() {
    return bytes.limit();
  }

  /** Whether there is more. */
  boolean hasMore() {
    return bytes.hasRemaining();
  }

  /** Bytes as a text. A zero is refused as PostgreSQL does, whose texts have none. */
  static String decoded(byte[] text) {
    for (byte each : text) {
      if (each == 0) {
        throw Failure.of("22021", "invalid byte sequence for encoding \"UTF8\": 0x00");
      }
    }
    try {
      return JsonString.ofUtf8(text).value();
    } catch (JsonSyntaxException e) {
      throw Failure.of("22021", "invalid byte sequence for encoding \"UTF8\"");
    }
  }
}
