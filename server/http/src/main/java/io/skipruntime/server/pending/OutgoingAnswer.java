package io.skipruntime.server.pending;

import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.host.ServerResponse;
import io.skipruntime.server.problem.Answer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An answer on its way to the socket, in slices as the socket takes them: what is given to the
 * socket is copied out of the heap, and what is given at once is held at once.
 *
 * <p>Used by the request's loop, except for {@link #end}.
 *
 * <ul>
 *   <li>What it {@link #cost}s is taken of both budgets until {@code isDone}, which it becomes
 *       once.
 *   <li>{@code position} is how much of the body is given to the socket.
 *   <li>It is among those that wait of the {@code keeper} from when the socket did not take it at
 *       once until it is done.
 * </ul>
 */
public final class OutgoingAnswer {

  /** As much as is given to the socket at once. */
  private static final int SLICE_BYTES = 32 << 10;

  /** What an answer costs beside its body: its head, and the objects that stand for it. */
  private static final int HEAD_BYTES = 1 << 10;

  /** Those who keep answers that are not sent yet, and the bytes that these hold. */
  interface Keeper {

    /** Notes that an answer waits, and that its client has taken something of it just now. */
    void taken(OutgoingAnswer answer);

    /** Notes that an answer holds nothing any more. */
    void done(OutgoingAnswer answer, boolean hasWaited, long bytes);
  }

  private final Keeper keeper;
  private final ServerRequest request;
  private final ServerResponse response;
  private final Answer answer;
  private final ByteBudget connection;
  private final long bytes;
  private final AtomicBoolean isDone = new AtomicBoolean();
  private int position;
  private volatile boolean hasWaited;
  private volatile long takenAtNanos = System.nanoTime();

  OutgoingAnswer(
      Keeper keeper, ServerRequest request, Answer answer, ByteBudget connection, long bytes) {
    this.keeper = keeper;
    this.request = request;
    this.response = request.response();
    this.answer = answer;
    this.connection = connection;
    this.bytes = bytes;
  }

  /** How many bytes an answer holds, with its request, which is kept as long. */
  static long cost(ServerRequest request, Answer answer) {
    return (long) answer.body().length + HEAD_BYTES + request.heldBytes();
  }

  /** When its client has taken something the last time, or it was made. */
  long takenAtNanos() {
    return takenAtNanos;
  }

  /** The route of the request. */
  String route() {
    return request.exchange().route();
  }

  /** Begins to send. */
  public void send() {
    if (isDone.get()) {
      return;
    }
    if (!response.isOpen()) {
      release();
      return;
    }
    writeHead();
    byte[] body = answer.body();
    if (request.method().equals("HEAD")) {
      response.header("Content-Length", String.valueOf(body.length));
      end(0, 0);
    } else if (body.length <= SLICE_BYTES) {
      end(0, body.length);
    } else {
      response.header("Content-Length", String.valueOf(body.length));
      response.whenClosed(this::release);
      response.whenDrained(this::drained);
      await(takenAtNanos);
      proceed();
    }
  }

  private void writeHead() {
    response.status(answer.status());
    for (Map.Entry<String, String> header : answer.headers().entrySet()) {
      response.header(header.getKey(), header.getValue());
    }
    if (!answer.contentType().isEmpty()) {
      response.header("Content-Type", answer.contentType());
    }
  }

  private void drained() {
    if (!isDone.get()) {
      await(System.nanoTime());
      proceed();
    }
  }

  private void proceed() {
    byte[] body = answer.body();
    while (!isDone.get() && position < body.length && !response.isFull()) {
      int from = position;
      position += Math.min(SLICE_BYTES, body.length - position);
      if (position == body.length) {
        end(from, position);
      } else {
        response.write(body, from, position);
      }
    }
  }

  /** Gives the last part to the socket, and waits until that is taken. */
  private void end(int from, int to) {
    response.end(answer.body(), from, to, isTaken -> release());
    if (!isDone.get()) {
      await(System.nanoTime());
    }
  }

  private void await(long taken) {
    takenAtNanos = taken;
    hasWaited = true;
    keeper.taken(this);
    if (isDone.get()) { // it was ended meanwhile
      keeper.done(this, true, 0);
    }
  }

  private boolean release() {
    boolean isFirst = isDone.compareAndSet(false, true);
    if (isFirst) {
      connection.giveBack(bytes);
      keeper.done(this, hasWaited, bytes);
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
      request.loop().execute(response::abortStalled);
    }
    return isFirst;
  }
}
