package io.skipruntime.server.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.skipruntime.server.connection.ConnectionGuard;
import io.skipruntime.server.observe.Exchange;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one event stream sends. Used by the connection's event loop only.
 *
 * <p>With HTTP/1.1 it writes chunks past Vert.x and Netty's encoder, so that thousands of sockets
 * can be given the same memory in one system call each, with nothing made anew for them. What
 * begins and ends the answer goes through Vert.x, as does everything with other versions of HTTP.
 *
 * <ul>
 *   <li>{@code encoder} is where chunks are written, if they are; then Vert.x has nothing that it
 *       has not given to the channel, so that nothing is overtaken.
 *   <li>It is full while more than one slice waits for the kernel to take it.
 * </ul>
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a connection that breaks is closed, and that is told
final class EventSocket {

  /** As much as is given to the socket at once. */
  static final int SLICE_BYTES = 16 << 10;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private @Nullable ChannelHandlerContext encoder;
  private long bytesDirectly;

  EventSocket(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
  }

  /**
   * Sends the head of the answer and what it begins with.
   *
   * @param drained is run when the socket may not be full any more; must not block
   */
  void open(EncodedEvent beginning, Runnable drained) {
    response.setWriteQueueMaxSize(SLICE_BYTES).setChunked(true);
    response
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Accel-Buffering", "no");
    ChannelHandlerContext connection =
        ((HttpServerConnection) request.connection()).channelHandlerContext();
    boolean isUnblocked = connection.channel().isWritable(); // answers to earlier requests are out
    write(beginning);
    if (isUnblocked && request.version() == HttpVersion.HTTP_1_1) {
      encoder = connection.pipeline().context(HttpResponseEncoder.class);
      ConnectionGuard.whenWritable(request, drained);
      Exchange.of(request).sentDirectly(() -> bytesDirectly);
    } else {
      response.drainHandler(none -> drained.run());
    }
  }

  /** Whether there is enough that the socket has not taken. */
  boolean isFull() {
    return encoder == null ? response.writeQueueFull() : !encoder.channel().isWritable();
  }

  /** Sends something short. */
  void write(EncodedEvent event) {
    write(event, 0, event.length(), new Chunks());
  }

  /**
   * Sends a part of an event.
   *
   * @param chunks makes its chunk
   */
  void write(EncodedEvent event, int from, int to, Chunks chunks) {
    ChannelHandlerContext direct = encoder;
    if (direct == null) {
      ByteBuf bytes = Unpooled.wrappedBuffer(event.bytes(), from, to - from);
      response.write(BufferInternal.buffer(bytes));
    } else {
      bytesDirectly += to - from;
      direct.writeAndFlush(chunks.of(event, from, to, direct.alloc()), direct.voidPromise());
    }
  }

  /** Ends the answer, unless that has been done. */
  Future<Void> end() {
    if (encoder != null) {
      ConnectionGuard.whenWritable(request, () -> {});
      encoder = null;
    }
    return response.closed() || response.ended() ? Future.succeededFuture() : response.end();
  }
}
