package io.skipruntime.server.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.skipruntime.server.host.ServerResponse;
import io.skipruntime.server.observe.Exchange;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that a listener of Vert.x has taken.
 *
 * <p>With HTTP/1.1 a stream writes chunks past Vert.x and Netty's encoder, so that thousands of
 * sockets can be given the same memory in one system call each, without a new object for each of
 * them. What begins and ends the answer goes through Vert.x, as does everything with other versions
 * of HTTP.
 *
 * <ul>
 *   <li>{@code encoder} is where chunks are written, if they are; then Vert.x has nothing that it
 *       has not given to the channel, so that nothing is overtaken.
 *   <li>{@code closed} runs when the connection ends, and when a part cannot be written.
 * </ul>
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a connection that breaks is closed, and that is told
final class VertxResponse implements ServerResponse {

  private static final int HTTP2_NO_ERROR = 0;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Exchange exchange;
  private final VertxEventLoop loop;
  private @Nullable ChannelHandlerContext encoder;
  private Runnable closed = () -> {};
  private long bytesDirectly;
  private boolean endsConnection;

  VertxResponse(HttpServerRequest request, Exchange exchange, VertxEventLoop loop) {
    this.request = request;
    this.response = request.response();
    this.exchange = exchange;
    this.loop = loop;
    exchange.sent(response::bytesWritten);
  }

  /** Ends the connection when the answer has ended; one of HTTP/2 can go on. */
  void endConnectionAfterwards() {
    endsConnection = true;
  }

  @Override
  public void status(int status) {
    response.setStatusCode(status);
  }

  @Override
  public void header(String name, String value) {
    response.putHeader(name, value);
  }

  @Override
  public boolean isBegun() {
    return response.headWritten() || response.ended();
  }

  @Override
  public boolean isOpen() {
    return !response.closed() && !response.ended();
  }

  @Override
  public boolean isFull() {
    return encoder == null ? response.writeQueueFull() : !encoder.channel().isWritable();
  }

  @Override
  public void whenDrained(Runnable step) {
    response.drainHandler(none -> {
      ConnectionGuard.taken(request);
      step.run();
    });
  }

  @Override
  public void whenClosed(Runnable step) {
    closed = step;
    response.closeHandler(none -> step.run());
    response.exceptionHandler(failure -> step.run());
  }

  @Override
  public void expectStream() {
    ConnectionGuard.streams(request);
  }

  @Override
  public void stream(byte[] beginning, Runnable drained) {
    response.setWriteQueueMaxSize(SLICE_BYTES).setChunked(true);
    ChannelHandlerContext connection =
        ((HttpServerConnection) request.connection()).channelHandlerContext();
    boolean isUnblocked = connection.channel().isWritable(); // answers to earlier requests are out
    write(beginning, 0, beginning.length);
    if (isUnblocked && request.version() == HttpVersion.HTTP_1_1) {
      encoder = connection.pipeline().context(HttpResponseEncoder.class);
      ConnectionGuard.whenWritable(request, drained);
      exchange.sentDirectly(() -> bytesDirectly);
    } else {
      response.drainHandler(none -> drained.run());
    }
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    ChannelHandlerContext direct = encoder;
    if (direct == null) {
      response.write(slice(bytes, from, to)).onComplete(this::written);
    } else {
      bytesDirectly += to - from;
      direct.writeAndFlush(Chunks.of(bytes, from, to, direct.alloc()), direct.voidPromise());
    }
  }

  private void written(AsyncResult<Void> result) {
    if (result.succeeded()) {
      ConnectionGuard.taken(request);
    } else {
      closed.run();
    }
  }

  private static BufferInternal slice(byte[] bytes, int from, int to) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, to - from));
  }

  @Override
  public void writeShared(byte[] bytes, int from, int to) {
    ChannelHandlerContext direct = encoder;
    if (direct == null) {
      write(bytes, from, to);
    } else {
      bytesDirectly += to - from;
      direct.writeAndFlush(
          loop.chunks().shared(bytes, from, to, direct.alloc()), direct.voidPromise());
    }
  }

  @Override
  public void end(byte[] bytes, int from, int to, Consumer<Boolean> ended) {
    if (encoder != null) {
      ConnectionGuard.whenWritable(request, () -> {});
      encoder = null;
    }
    Future<Void> end = from == to ? response.end() : response.end(slice(bytes, from, to));
    if (end.succeeded()) {
      ended(true, ended);
    } else {
      end.onComplete(result -> ended(result.succeeded(), ended));
    }
  }

  private void ended(boolean isTaken, Consumer<Boolean> ended) {
    if (isTaken) {
      ConnectionGuard.taken(request);
    }
    ended.accept(isTaken);
    if (!endsConnection) {
      return;
    }
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset(HTTP2_NO_ERROR); // the rest of the body (RFC 9113, 8.1)
    } else {
      request.connection().close();
    }
  }

  @Override
  public void abort() {
    Connections.abort(request);
  }

  @Override
  public void abortStalled() {
    Connections.abortStalled(request);
  }
}
