package io.skipruntime.server.connection;

import io.skipruntime.server.host.BodyTaker;
import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.host.RequestHeaders;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.host.ServerResponse;
import io.skipruntime.server.observe.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that a listener of Vert.x has taken. */
final class VertxRequest implements ServerRequest {

  /** The objects that Vert.x and Netty keep for a stream of HTTP/2, as measured. */
  private static final int HTTP2_STREAM_BYTES = 7 << 10;

  /** The objects that they keep for a request of HTTP/1. */
  private static final int HTTP1_REQUEST_BYTES = 1 << 10;

  /** The objects that they keep for a header. */
  private static final int HEADER_BYTES = 100;

  private final HttpServerRequest request;
  private final Headers headers;
  private final VertxEventLoop loop;
  private final Exchange exchange;
  private final VertxResponse response;
  private final long heldBytes;

  /** The headers as Vert.x has them. */
  private record Headers(MultiMap all) implements RequestHeaders {

    @Override
    public @Nullable String first(String name) {
      return all.get(name);
    }

    @Override
    public List<String> all(String name) {
      return all.getAll(name);
    }
  }

  VertxRequest(HttpServerRequest request, VertxEventLoop loop) {
    this.request = request;
    this.headers = new Headers(request.headers());
    this.loop = loop;
    this.exchange = exchange(request);
    this.response = new VertxResponse(request, exchange, loop);
    this.heldBytes = heldBytes(request);
  }

  /** What is seen of a request. */
  static Exchange exchange(HttpServerRequest request) {
    return (Exchange) ((HttpServerRequestInternal) request).metric();
  }

  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public @Nullable String query() {
    return request.query();
  }

  @Override
  public RequestHeaders headers() {
    return headers;
  }

  @Override
  public Optional<String> host() {
    return Optional.ofNullable(request.authority()).map(HostAndPort::host);
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public Exchange exchange() {
    return exchange;
  }

  @Override
  public ServerResponse response() {
    return response;
  }

  private static long heldBytes(HttpServerRequest request) {
    long bytes =
        (long) request.uri().length()
            + (request.version() == HttpVersion.HTTP_2 ? HTTP2_STREAM_BYTES : HTTP1_REQUEST_BYTES);
    for (Map.Entry<String, String> header : request.headers()) {
      bytes += HEADER_BYTES + header.getKey().length() + header.getValue().length();
    }
    return bytes;
  }

  @Override
  public long heldBytes() {
    return heldBytes;
  }

  @Override
  public ByteBudget answerBudget() {
    return ConnectionGuard.pendingAnswers(request);
  }

  @Override
  public void receive(BodyTaker taker) {
    request.handler(part -> taker.part(((BufferInternal) part).getByteBuf().nioBuffer()));
    request.endHandler(none -> {
      ConnectionGuard.awaitsBody(request, false);
      taker.complete();
    });
    request.exceptionHandler(failure -> {
      ConnectionGuard.awaitsBody(request, false);
      taker.broken();
    });
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    if (!request.isEnded()) {
      ConnectionGuard.awaitsBody(request, true);
    }
  }

  @Override
  public void ignoreBody() {
    ConnectionGuard.awaitsBody(request, false);
    if (request.response().closed()) {
      return;
    }
    request.handler(VertxRequest::drop);
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader("Connection", "close");
      ConnectionGuard.linger(request);
    }
    response.endConnectionAfterwards();
  }

  private static void drop(Buffer part) {}
}
