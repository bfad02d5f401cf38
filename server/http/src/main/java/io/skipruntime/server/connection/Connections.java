package io.skipruntime.server.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;

/** Steps that are taken with the connections of requests below HTTP. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
final class Connections {

  private static final int HTTP2_CANCEL = 8;

  private Connections() {}

  /**
   * Ends a request whose client has taken nothing for too long: its stream, and the connection,
   * too, if that has happened to another stream of it before and nothing was taken since. Called by
   * the connection's event loop.
   */
  public static void abortStalled(HttpServerRequest request) {
    if (ConnectionGuard.stalled(request)) {
      close(((HttpServerConnection) request.connection()).channelHandlerContext());
    } else {
      abort(request);
    }
  }

  /**
   * Ends a request whose client does not read, at once: what is to be sent is dropped, by the
   * kernel too. One of several on a connection of HTTP/2 ends alone, as long as the connection
   * itself takes bytes. Called by the connection's event loop.
   */
  public static void abort(HttpServerRequest request) {
    ChannelHandlerContext handler =
        ((HttpServerConnection) request.connection()).channelHandlerContext();
    if (request.version() == HttpVersion.HTTP_2 && handler.channel().isWritable()) {
      request.response().reset(HTTP2_CANCEL);
    } else {
      close(handler);
    }
  }

  private static void close(ChannelHandlerContext handler) {
    if (handler.channel().isOpen()) {
      handler.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      handler.close(); // the channel's own close would wait until all is sent
    }
  }
}
