package io.skipruntime.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A maker of the chunks in which HTTP/1.1 sends an answer of unknown length (RFC 9112, 7.1). While
 * many streams are sent the same, one after the other, all sockets get the same memory. Used by one
 * event loop.
 *
 * <ul>
 *   <li>{@code last} is kept only from {@link #share} to {@link #unshare}, and is the chunk of what
 *       is between {@code from} and {@code to} of {@code shared}.
 * </ul>
 */
final class Chunks {

  private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int FRAME_BYTES = Integer.BYTES * 2 + 2 * LINE_END.length;

  private boolean isSharing;
  private @Nullable ByteBuf last;
  private byte @Nullable [] shared;
  private int from;
  private int to;

  /** Chunks may be asked for again soon. */
  void share() {
    isSharing = true;
  }

  /** They are not any more. */
  void unshare() {
    isSharing = false;
    forget();
  }

  private void forget() {
    if (last != null) {
      last.release();
      last = null;
      shared = null;
    }
  }

  /** A chunk of a part of what many sockets may be given, to be released by the caller. */
  ByteBuf shared(byte[] sent, int start, int end, ByteBufAllocator allocator) {
    if (last != null && shared == sent && from == start && to == end) {
      return last.retainedDuplicate();
    }
    ByteBuf chunk = of(sent, start, end, allocator);
    if (!isSharing) {
      return chunk;
    }
    forget();
    last = chunk;
    shared = sent;
    from = start;
    to = end;
    return chunk.retainedDuplicate();
  }

  /** A chunk of a part of some bytes, to be released by the caller. */
  static ByteBuf of(byte[] bytes, int from, int to, ByteBufAllocator allocator) {
    int length = to - from;
    ByteBuf chunk = allocator.directBuffer(length + FRAME_BYTES);
    ByteBufUtil.writeAscii(chunk, Integer.toHexString(length));
    return chunk.writeBytes(LINE_END).writeBytes(bytes, from, length).writeBytes(LINE_END);
  }
}
