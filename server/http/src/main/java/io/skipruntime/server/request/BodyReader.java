package io.skipruntime.server.request;

import io.skipruntime.json.Json;
import io.skipruntime.server.connection.ConnectionGuard;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Collects the body of one request, up to a limit of size and time. Used by the request's event
 * loop only.
 *
 * <ul>
 *   <li>{@code received} is never longer than the limit; after that it is empty, and the rest of
 *       the body is ignored; unless {@code isCopied}, it belongs to Vert.x and is not changed
 *   <li>{@code timer} runs only if the body has not arrived together with its head
 * </ul>
 */
public final class BodyReader {

  private static final byte[] NOTHING = new byte[0];
  private static final long NO_TIMER = -1;

  private final HttpServerRequest request;
  private final LimitOptions limits;
  private final Context context;
  private final Consumer<byte[]> taker;
  private final Consumer<RefusedException> refuser;
  private Buffer received = Buffer.buffer(0);
  private boolean isCopied;
  private boolean isDone;
  private boolean isAwaited;
  private long timer = NO_TIMER;

  private BodyReader(
      HttpServerRequest request,
      LimitOptions limits,
      Context context,
      Consumer<byte[]> taker,
      Consumer<RefusedException> refuser) {
    this.request = request;
    this.limits = limits;
    this.context = context;
    this.taker = taker;
    this.refuser = refuser;
  }

  /**
   * Reads the body.
   *
   * @param taker takes it when it is there
   * @param refuser is told instead if it is too long, takes too long, or ends early
   */
  public static void read(
      HttpServerRequest request,
      LimitOptions limits,
      Context context,
      Consumer<byte[]> taker,
      Consumer<RefusedException> refuser) {
    new BodyReader(request, limits, context, taker, refuser).start();
  }

  private void start() {
    request.handler(this::add);
    request.endHandler(none -> take());
    request.exceptionHandler(failure -> refuseMalformed());
    if (declaredBytes() > limits.maxBodyBytes()) {
      refuse();
    } else if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    if (!isDone && !request.isEnded()) {
      isAwaited = true;
      ConnectionGuard.awaitsBody(request, true);
      context.runOnContext(none -> startTimer());
    }
  }

  private void startTimer() {
    if (!isDone) {
      timer = context.owner().setTimer(limits.bodyMillis(), late -> refuseSlow());
    }
  }

  private void take() {
    if (!isDone) {
      done();
      taker.accept(received.length() == 0 ? NOTHING : received.getBytes());
    }
  }

  private void done() {
    isDone = true;
    if (isAwaited) {
      ConnectionGuard.awaitsBody(request, false);
    }
    if (timer != NO_TIMER) {
      context.owner().cancelTimer(timer);
    }
  }

  private void refuse(RefusedException refusal) {
    if (!isDone) {
      done();
      received = Buffer.buffer(0);
      refuser.accept(refusal);
    }
  }

  private void refuseMalformed() {
    refuse(
        new RefusedException(
            400, "malformed-request", "the body ends early, or is not made as its headers say"));
  }

  private void refuseSlow() {
    refuse(
        new RefusedException(
            408, "request-timeout", "a body may take " + limits.bodyMillis() + " ms"));
  }

  private long declaredBytes() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  private void add(Buffer part) {
    if (isDone) {
      return;
    }
    if (received.length() + part.length() > limits.maxBodyBytes()) {
      refuse();
    } else if (received.length() == 0) {
      received = part;
    } else {
      received = (isCopied ? received : Buffer.buffer().appendBuffer(received)).appendBuffer(part);
      isCopied = true;
    }
  }

  private void refuse() {
    refuse(
        new RefusedException(
            ProblemDocument.of(
                    413,
                    "body-too-large",
                    "a body may have " + limits.maxBodyBytes() + " bytes at most")
                .with("maxBytes", Json.of(limits.maxBodyBytes()))));
  }
}
