package io.skipruntime.server.connection;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.skipruntime.server.problem.ProblemDocument;

/**
 * A connection that is one too many: it is told so, and ended as soon as the client had the time to
 * read that. What the client sends is thrown away and reaches no other handler.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
final class RefusedConnection extends ChannelInboundHandlerAdapter {

  private final ProblemDocument problem;
  private final boolean isTls;

  RefusedConnection(ProblemDocument problem, boolean isTls) {
    this.problem = problem;
    this.isTls = isTls;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (isTls) {
      context.close();
      return;
    }
    context
        .writeAndFlush(PlainAnswer.of(problem))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)
        .addListener(sent -> LingeringClose.begin(context));
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    ReferenceCountUtil.release(bytes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    context.close();
  }
}
