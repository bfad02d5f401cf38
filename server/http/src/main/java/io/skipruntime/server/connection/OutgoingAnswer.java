package io.skipruntime.server.connection;

import io.netty.buffer.Unpooled;
import io.skipruntime.server.observe.Exchange;
import io.skipruntime.server.problem.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An answer on its way to the socket, in slices as the socket takes them: what is given to the
 * socket is copied out of the heap, and what is given at once is held at once.
 *
 * <p>Used by the request's event loop, except for {@link #end}.
 *
 * <ul>
 *   <li>What it {@link #cost}s is taken of both budgets until {@code isDone}, which it becomes
 *       once.
 *   <li>{@code position} is how much of the body is given to the socket.
 *   <li>It is among those that wait in {@code all} from when the socket did not take it at once
 *       until it is done.
 * </ul>
 */
public final class OutgoingAnswer {

  /** As much as is given to the socket at once. */
  private static final int SLICE_BYTES = 32 << 10;

  /** What an answer costs beside its body: its head, and the objects that stand for it. */
  private static final int HEAD_BYTES = 1 << 10;

  private final OutgoingAnswers all;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Answer answer;
  private final ByteBudget connection;
  private final long bytes;
  private final Promise<Void> sent = Promise.promise();
  private final AtomicBoolean isDone = new AtomicBoolean();
  private int position;
  private volatile boolean hasWaited;
  private volatile long takenAtNanos = System.nanoTime();

  OutgoingAnswer(
      OutgoingAnswers all,
      HttpServerRequest request,
      Answer answer,
      ByteBudget connection,
      long bytes) {
    this.all = all;
    this.request = request;
    this.response = request.response();
    this.answer = answer;
    this.connection = connection;
    this.bytes = bytes;
  }

  /** How many bytes an answer holds. */
  static long cost(Answer answer) {
    return (long) answer.body().length + HEAD_BYTES;
  }

  /** When its client has taken something the last time, or it was made. */
  long takenAtNanos() {
    return takenAtNanos;
  }

  /** The route of the request. */
  String route() {
    return Exchange.of(request).route();
  }

  /**
   * Begins to send.
   *
   * @return completes when the socket has taken all of it
   */
  public Future<Void> send() {
    if (isDone.get()) {
      return sent.future();
    }
    if (response.closed() || response.ended()) {
      release();
      sent.complete();
      return sent.future();
    }
    writeHead();
    byte[] body = answer.body();
    if (request.method().name().equals("HEAD")) {
      response.putHeader("Content-Length", String.valueOf(body.length));
      follow(response.end());
    } else if (body.length <= SLICE_BYTES) {
      follow(response.end(slice(0, body.length)));
    } else {
      response.putHeader("Content-Length", String.valueOf(body.length));
      response.exceptionHandler(this::broken);
      response.closeHandler(none -> broken(new IllegalStateException("the connection has ended")));
      response.drainHandler(none -> drained());
      await(takenAtNanos);
      proceed();
    }
    return sent.future();
  }

  private void writeHead() {
    response.setStatusCode(answer.status());
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response.putHeader(header.getKey(), header.getValue());
    }
    if (!answer.contentType().isEmpty()) {
      response.putHeader("Content-Type", answer.contentType());
    }
  }

  private BufferInternal slice(int from, int length) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(answer.body(), from, length));
  }

  private void drained() {
    if (!isDone.get()) {
      await(System.nanoTime());
      ConnectionGuard.taken(request);
      proceed();
    }
  }

  private void proceed() {
    byte[] body = answer.body();
    while (!isDone.get() && position < body.length && !response.writeQueueFull()) {
      int length = Math.min(SLICE_BYTES, body.length - position);
      int from = position;
      position += length;
      if (position == body.length) {
        follow(response.end(slice(from, length)));
      } else {
        response.write(slice(from, length)).onFailure(this::broken);
      }
    }
  }

  /** Waits for the end of the answer to be taken. */
  private void follow(Future<Void> end) {
    if (end.succeeded()) {
      complete();
      return;
    }
    await(System.nanoTime());
    end.onSuccess(none -> complete()).onFailure(this::broken);
  }

  private void await(long taken) {
    takenAtNanos = taken;
    hasWaited = true;
    all.taken(this);
    if (isDone.get()) { // it was ended meanwhile
      all.done(this, true, 0);
    }
  }

  private void complete() {
    ConnectionGuard.taken(request);
    release();
    sent.tryComplete();
  }

  private void broken(Throwable failure) {
    release();
    sent.tryFail(failure);
  }

  private boolean release() {
    boolean isFirst = isDone.compareAndSet(false, true);
    if (isFirst) {
      connection.giveBack(bytes);
      all.done(this, hasWaited, bytes);
    }
    return isFirst;
  }

  /**
   * Ends it, and its stream or connection, without sending the rest. Called by any thread.
   *
   * @return whether it was not done before
   */
  boolean end() {
    boolean isFirst = release();
    if (isFirst) {
      ((HttpServerRequestInternal) request)
          .context()
          .runOnContext(none -> Connections.abortStalled(request));
    }
    return isFirst;
  }
}
