package io.skipruntime.server.stream;

import java.nio.charset.StandardCharsets;

/** An event as it is sent; one object for all subscribers that get it. Immutable. */
final class EncodedEvent {

  private final byte[] bytes;

  /** An event of its bytes, which are not changed any more. */
  EncodedEvent(byte[] bytes) {
    this.bytes = bytes;
  }

  /** An event of a text. */
  static EncodedEvent of(String text) {
    return new EncodedEvent(text.getBytes(StandardCharsets.UTF_8));
  }

  int length() {
    return bytes.length;
  }

  /** The bytes; not to be changed. */
  byte[] bytes() {
    return bytes;
  }
}
