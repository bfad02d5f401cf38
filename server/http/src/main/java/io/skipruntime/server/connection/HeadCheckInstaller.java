package io.skipruntime.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/**
 * Puts a {@link HeadCheck} behind the decoder of a connection that turns out to speak HTTP/1.
 *
 * <p>Vert.x adds that decoder when the first bytes tell HTTP/1 from HTTP/2, and at once gives it
 * all that has arrived. So that the check is there before the first request, those bytes are given
 * to Vert.x one by one until the connection is known to be the one or the other, which takes three
 * at most for HTTP/1. Stands before all that reads what is not encrypted any more.
 */
final class HeadCheckInstaller extends ChannelInboundHandlerAdapter {

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    while (!isDone(context) && bytes.readableBytes() > 1) {
      context.fireChannelRead(bytes.readRetainedSlice(1));
    }
    context.fireChannelRead(bytes);
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
      pipeline.remove(this);
    }
    return context.isRemoved();
  }
}
