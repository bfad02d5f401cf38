package io.skipruntime.server;

import io.skipruntime.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Collects the body of one request, up to a limit. Used by the request's event loop only.
 *
 * <ul>
 *   <li>{@code received} is never longer than the limit; after that it is empty, and the rest of
 *       the body is ignored
 * </ul>
 */
final class BodyReader {

  /** The longest body that is accepted. */
  static final int MAX_BYTES = 16 << 20;

  private final HttpServerRequest request;
  private final Promise<byte[]> whole = Promise.promise();
  private Buffer received = Buffer.buffer();

  private BodyReader(HttpServerRequest request) {
    this.request = request;
  }

  /** The body when it is there; fails with {@link RefusedException} if it is too long. */
  static Future<byte[]> read(HttpServerRequest request) {
    return new BodyReader(request).start();
  }

  private Future<byte[]> start() {
    request.handler(this::add);
    request.endHandler(none -> whole.tryComplete(received.getBytes()));
    request.exceptionHandler(whole::tryFail);
    if (declaredBytes() > MAX_BYTES) {
      refuse();
    } else if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    return whole.future();
  }

  private long declaredBytes() {
    String length = request.getHeader("Content-Length");
    return length == null ? 0 : Long.parseLong(length);
  }

  private void add(Buffer part) {
    if (whole.future().isComplete()) {
      return;
    }
    if (received.length() + part.length() > MAX_BYTES) {
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
                    413, "body-too-large", "a body may have " + MAX_BYTES + " bytes at most")
                .with("maxBytes", Json.of(MAX_BYTES))));
  }
}
