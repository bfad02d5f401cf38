package io.skipruntime.server.request;

import io.skipruntime.json.Json;
import io.skipruntime.server.host.BodyTaker;
import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.problem.RefusedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The reader of one request's body, up to a limit of size and time. Used by the request's loop
 * only.
 *
 * <ul>
 *   <li>The first {@code length} bytes of {@code bytes} have arrived; that is never more than the
 *       limit.
 *   <li>{@code taken} bytes of the budget are taken: the length of {@code bytes}, until the body is
 *       handed over or refused. After a refusal the rest of the body is ignored.
 *   <li>{@code timer} runs only if the body has not arrived together with its head
 * </ul>
 */
public final class BodyReader implements BodyTaker {

  private static final byte[] NOTHING = new byte[0];

  private final ServerRequest request;
  private final LimitOptions limits;
  private final ByteBudget budget;
  private final Consumer<ReceivedBody> taker;
  private final Consumer<RefusedException> refuser;
  private byte[] bytes = NOTHING;
  private int length;
  private long taken;
  private boolean isDone;
  private EventLoop.Timer timer = EventLoop.Timer.NONE;

  private BodyReader(
      ServerRequest request,
      LimitOptions limits,
      ByteBudget budget,
      Consumer<ReceivedBody> taker,
      Consumer<RefusedException> refuser) {
    this.request = request;
    this.limits = limits;
    this.budget = budget;
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
      ServerRequest request,
      LimitOptions limits,
      ByteBudget budget,
      Consumer<ReceivedBody> taker,
      Consumer<RefusedException> refuser) {
    new BodyReader(request, limits, budget, taker, refuser).start();
  }

  private void start() {
    if (declaredBytes() > limits.maxBodyBytes()) {
      refuseLong();
    } else if (!budget.hasRoom(declaredBytes())) {
      refuseForNow();
    } else {
      request.receive(this);
      if (!isDone) {
        request.loop().execute(this::startTimer);
      }
    }
  }

  private void startTimer() {
    if (!isDone) {
      timer = request.loop().after(limits.bodyMillis(), this::refuseSlow);
    }
  }

  @Override
  public void complete() {
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
    timer.cancel();
  }

  private void refuse(RefusedException refusal) {
    if (!isDone) {
      done();
      bytes = NOTHING;
      budget.giveBack(taken);
      taken = 0;
      request.ignoreBody();
      refuser.accept(refusal);
    }
  }

  @Override
  public void broken() {
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
    String length = request.headers().first("Content-Length");
    return length == null ? 0 : Long.parseLong(length);
  }

  @Override
  public void part(ByteBuffer part) {
    if (isDone) {
      return;
    }
    int longer = length + part.remaining();
    if (longer > limits.maxBodyBytes()) {
      refuseLong();
    } else if (longer <= bytes.length || grow(longer)) {
      part.get(bytes, length, longer - length);
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
