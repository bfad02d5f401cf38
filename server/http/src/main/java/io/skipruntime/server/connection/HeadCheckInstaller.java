package io.skipruntime.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.skipruntime.server.problem.ProblemDocument;
import java.nio.charset.StandardCharsets;

/**
 * A step that puts a {@link HeadCheck} behind the decoder of a connection that turns out to speak
 * HTTP/1, and {@link LateResets} before that of one of HTTP/2.
 *
 * <p>Vert.x adds that decoder when the first bytes tell HTTP/1 from HTTP/2, and at once gives it
 * all that has arrived. So that the check is there before the first request, those bytes are given
 * to Vert.x one by one until the connection is known to be the one or the other, which takes three
 * at most for HTTP/1. Stands before all that reads what is not encrypted any more.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
final class HeadCheckInstaller extends ChannelInboundHandlerAdapter {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int REQUEST_BYTES = "PRI * HTTP/2.0\r\n\r\n".length();

  /** How many of the first bytes of the preface have come, and nothing else. */
  private int matched;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    while (!isDone(context) && bytes.isReadable()) {
      if (isHalfAPreface(bytes.getByte(bytes.readerIndex()))) {
        bytes.release();
        refuse(context);
        return;
      }
      context.fireChannelRead(bytes.readRetainedSlice(1));
    }
    if (bytes.isReadable()) {
      context.fireChannelRead(bytes);
    } else {
      bytes.release();
    }
  }

  /**
   * Whether all that came before looks like a request, {@code PRI * HTTP/2.0}, and with this byte
   * is not the preface of HTTP/2 (RFC 9113, 3.4). Vert.x would take the request as one of HTTP/1
   * before the check can be put there.
   */
  private boolean isHalfAPreface(byte next) {
    boolean isPreface = matched < PREFACE.length && PREFACE[matched] == next;
    boolean isHalf = !isPreface && matched >= REQUEST_BYTES;
    matched = isPreface ? matched + 1 : 0;
    return isHalf;
  }

  private static void refuse(ChannelHandlerContext context) {
    context.pipeline().remove(HeadCheckInstaller.class);
    context.writeAndFlush(
        PlainAnswer.of(
            ProblemDocument.of(
                400, "malformed-request", "the connection does not begin as one of HTTP/2")));
    LingeringClose.begin(context);
  }

  private boolean isDone(ChannelHandlerContext context) {
    ChannelPipeline pipeline = context.pipeline();
    if (context.isRemoved()) {
      return true;
    }
    HttpRequestDecoder decoder = pipeline.get(HttpRequestDecoder.class);
    if (decoder != null) {
      pipeline.addAfter(pipeline.context(decoder).name(), null, new HeadCheck());
      pipeline.remove(this);
    } else if (pipeline.get(Http2ConnectionHandler.class) != null) {
      pipeline.replace(this, null, new LateResets());
    }
    return context.isRemoved();
  }
}
