package io.skipruntime.server.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose client may still be sending: says that nothing more will come, and closes
 * a moment later, unless the client does before. If it were closed at once, what arrives then would
 * make the kernel tell the client so, and the client would not get to see its answer.
 */
final class LingeringClose {

  private static final long MILLIS = 1_000;

  private LingeringClose() {}

  /** Begins to close; what the client sends meanwhile is for the caller to throw away. */
  @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
  static void begin(ChannelHandlerContext context) {
    if (context.channel() instanceof SocketChannel socket && socket.isActive()) {
      socket.shutdownOutput();
      context.executor().schedule(() -> context.close(), MILLIS, TimeUnit.MILLISECONDS);
    } else {
      context.close();
    }
  }
}
