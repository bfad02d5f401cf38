package io.skipruntime.server;

import io.vertx.core.buffer.Buffer;

/** An event as it is sent; one object for all subscribers that get it. Immutable. */
final class EncodedEvent {

  private final Buffer bytes;

  EncodedEvent(Buffer bytes) {
    this.bytes = bytes;
  }

  int length() {
    return bytes.length();
  }

  /** The bytes from one position up to another, not copied. */
  Buffer slice(int from, int to) {
    return from == 0 && to == bytes.length() ? bytes : bytes.slice(from, to);
  }
}
