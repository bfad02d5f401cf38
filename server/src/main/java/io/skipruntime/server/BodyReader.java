package io.skipruntime.server;

import io.skipruntime.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Collects the body of one request, up to a limit of size and time. Used by the request's event
 * loop only.
 *
 * <ul>
 *   <li>{@code received} is never longer than the limit; after that it is empty, and the rest of
 *       the body is ignored
 * </ul>
 */
final class BodyReader {

  private final HttpServerRequest request;
  private final LimitOptions limits;
  private final Promise<byte[]> whole = Promise.promise();
  private Buffer received = Buffer.buffer();

  private BodyReader(HttpServerRequest request, LimitOptions limits) {
    this.request = request;
    this.limits = limits;
  }

  /**
   * The body when it is there; fails with {@link RefusedException} if it is too long, or takes too
   * long.
   */
  static Future<byte[]> read(HttpServerRequest request, LimitOptions limits, Context context) {
    return new BodyReader(request, limits).start(context);
  }

  private Future<byte[]> start(Context context) {
    request.handler(this::add);
    request.endHandler(none -> whole.tryComplete(received.getBytes()));
    request.exceptionHandler(failure -> refuseMalformed());
    if (declaredBytes() > limits.maxBodyBytes()) {
      refuse();
    } else if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    if (!whole.future().isComplete() && !request.isEnded()) {
      long timer = context.owner().setTimer(limits.bodyMillis(), late -> refuseSlow());
      ConnectionGuard.awaitsBody(request, true);
      whole
          .future()
          .onComplete(done -> {
            ConnectionGuard.awaitsBody(request, false);
            context.owner().cancelTimer(timer);
          });
    }
    return whole.future();
  }

  private void refuseMalformed() {
    whole.tryFail(
        new RefusedException(
            400, "malformed-request", "the body ends early, or is not made as its headers say"));
  }

  private void refuseSlow() {
    received = Buffer.buffer();
    whole.tryFail(
        new RefusedException(
            408, "request-timeout", "a body may take " + limits.bodyMillis() + " ms"));
  }

  private long declaredBytes() {
    String length = request.getHeader("Content-Length");
    return length == null ? 0 : Long.parseLong(length);
  }

  private void add(Buffer part) {
    if (whole.future().isComplete()) {
      return;
    }
    if (received.length() + part.length() > limits.maxBodyBytes()) {
      refuse();
    } else {
      received.appendBuffer(part);
    }
  }

  private void refuse() {
    received = Buffer.buffer();
    whole.tryFail(
        new RefusedException(
            ProblemDocument.of(
                    413,
                    "body-too-large",
                    "a body may have " + limits.maxBodyBytes() + " bytes at most")
                .with("maxBytes", Json.of(limits.maxBodyBytes()))));
  }
}
