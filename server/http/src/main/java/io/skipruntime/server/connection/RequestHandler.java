package io.skipruntime.server.connection;

import io.skipruntime.server.host.ServerRequest;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * The way of one event loop's requests from Vert.x to what answers them.
 *
 * @param loop the event loop
 * @param answering answers a request; called by the event loop
 */
public record RequestHandler(VertxEventLoop loop, Consumer<ServerRequest> answering)
    implements Handler<HttpServerRequest> {

  @Override
  public void handle(HttpServerRequest request) {
    ConnectionGuard.watch(request);
    answering.accept(new VertxRequest(request, loop));
  }
}
