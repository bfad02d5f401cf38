package io.skipruntime.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;

/**
 * A step that takes resets of HTTP/2 streams for sent which were not, since the connection has
 * ended: the streams have ended with it. Vert.x would look for the stream of each, which a bad
 * request does not have, and Netty would log that failure with its stack: a client that sends
 * thousands of bad requests would fill the log. Stands before all that reads what is not encrypted
 * any more.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise tells of it
final class LateResets extends ChannelOutboundHandlerAdapter {

  private static final int TYPE_AT = 3;
  private static final int RST_STREAM = 3;
  private static final int PAYLOAD_BYTES = 4;
  private static final int FRAME_BYTES = 13;

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf frame) || !isReset(frame)) {
      context.write(message, promise);
      return;
    }
    context
        .write(frame)
        .addListener(written -> {
          if (written.isSuccess() || written.cause() instanceof IOException) {
            promise.trySuccess();
          } else {
            promise.tryFailure(written.cause());
          }
        });
  }

  /** Whether bytes are the frame that resets a stream (RFC 9113, 6.4). */
  private static boolean isReset(ByteBuf frame) {
    int start = frame.readerIndex();
    return frame.readableBytes() == FRAME_BYTES
        && frame.getUnsignedMedium(start) == PAYLOAD_BYTES
        && frame.getByte(start + TYPE_AT) == RST_STREAM;
  }
}
