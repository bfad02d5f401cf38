package io.skipruntime.server.connection;

import io.netty.buffer.ByteBuf;

/**
 * A follower of the records of TLS that one client sends, by their heads: a byte with the type, two
 * with a version and two with the length, which are not encrypted (RFC 5246, 6.2.1). Used by one
 * event loop.
 *
 * <ul>
 *   <li>{@code rest} bytes of a record are still to come; 0 in a head.
 *   <li>{@code headBytes} of a head have come.
 * </ul>
 */
final class TlsRecords {

  private static final int HANDSHAKE = 22;
  private static final int LENGTH_AT = 3;
  private static final int HEAD_BYTES = 5;

  private int headBytes;
  private int length;
  private int rest;

  /** Whether a record of a handshake begins in the bytes that have come now. */
  boolean hasHandshake(ByteBuf bytes) {
    boolean isFound = false;
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      if (rest > 0) {
        int skipped = Math.min(rest, bytes.writerIndex() - at);
        rest -= skipped;
        at += skipped;
      } else {
        int each = bytes.getUnsignedByte(at);
        at++;
        isFound |= headBytes == 0 && each == HANDSHAKE;
        takeHead(each);
      }
    }
    return isFound;
  }

  private void takeHead(int each) {
    if (headBytes >= LENGTH_AT) {
      length = length << Byte.SIZE | each;
    }
    headBytes++;
    if (headBytes == HEAD_BYTES) {
      rest = length;
      headBytes = 0;
      length = 0;
    }
  }
}
