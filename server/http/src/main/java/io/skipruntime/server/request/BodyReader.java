package io.skipruntime.server.request;

import io.skipruntime.json.Json;
import io.skipruntime.server.connection.ByteBudget;
import io.skipruntime.server.connection.ConnectionGuard;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The reader of one request's body, up to a limit of size and time. Used by the request's event
 * loop only.
 *
 * <ul>
 *   <li>The first {@code length} bytes of {@code bytes} have arrived; that is never more than the
 *       limit.
 *   <li>{@code taken} bytes of the budget are taken: the length of {@code bytes}, until the body is
 *       handed over or refused. After a refusal the rest of the body is ignored.
 *   <li>{@code timer} runs only if the body has not arrived together with its head
 * </ul>
 */
public final class BodyReader {

  private static final byte[] NOTHING = new byte[0];
  private static final long NO_TIMER = -1;

  private final HttpServerRequest request;
  private final LimitOptions limits;
  private final Context context;
  private final ByteBudget budget;
  private final Consumer<ReceivedBody> taker;
  private final Consumer<RefusedException> refuser;
  private byte[] bytes = NOTHING;
  private int length;
  private long taken;
  private boolean isDone;
  private boolean isAwaited;
  private long timer = NO_TIMER;

  private BodyReader(
      HttpServerRequest request,
      LimitOptions limits,
      ByteBudget budget,
      Context context,
      Consumer<ReceivedBody> taker,
      Consumer<RefusedException> refuser) {
    this.request = request;
    this.limits = limits;
    this.budget = budget;
    this.context = context;
    this.taker = taker;
    this.refuser = refuser;
  }

  /**
   * Reads the body.
   *
   * @param budget what bodies may hold together until they are handled
   * @param taker takes it when it is there
   * @param refuser is told instead if it is too long, takes too long, ends early, or there is no
   *     room for it
   */
  public static void read(
      HttpServerRequest request,
      LimitOptions limits,
      ByteBudget budget,
      Context context,
      Consumer<ReceivedBody> taker,
      Consumer<RefusedException> refuser) {
    new BodyReader(request, limits, budget, context, taker, refuser).start();
  }

  private void start() {
    request.handler(this::add);
    request.endHandler(none -> take());
    request.exceptionHandler(failure -> refuseMalformed());
    if (declaredBytes() > limits.maxBodyBytes()) {
      refuseLong();
    } else if (!budget.hasRoom(declaredBytes())) {
      refuseForNow();
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
      byte[] body = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
      bytes = NOTHING;
      ReceivedBody received = new ReceivedBody(body, budget, taken);
      taken = 0;
      taker.accept(received);
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
      bytes = NOTHING;
      budget.giveBack(taken);
      taken = 0;
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
    int longer = length + part.length();
    if (longer > limits.maxBodyBytes()) {
      refuseLong();
    } else if (longer <= bytes.length || grow(longer)) {
      part.getBytes(0, part.length(), bytes, length);
      length = longer;
    }
  }

  /** Makes room for more bytes, twice as many as before, so that few have to be moved. */
  private boolean grow(int least) {
    long declared = declaredBytes();
    long most = declared > 0 ? Math.max(declared, least) : limits.maxBodyBytes();
    int capacity = length == 0 ? least : (int) Math.min(most, 2L * least);
    if (!budget.take(taken, capacity - taken)) {
      refuseForNow();
      return false;
    }
    taken = capacity;
    bytes = Arrays.copyOf(bytes, capacity);
    return true;
  }

  private void refuseForNow() {
    refuse(
        new RefusedException(
            503, "overloaded", "there is no room for more bodies; try again in a while"));
  }

  private void refuseLong() {
    refuse(
        new RefusedException(
            ProblemDocument.of(
                    413,
                    "body-too-large",
                    "a body may have " + limits.maxBodyBytes() + " bytes at most")
                .with("maxBytes", Json.of(limits.maxBodyBytes()))));
  }
}
