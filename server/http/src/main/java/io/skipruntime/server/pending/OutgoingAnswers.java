package io.skipruntime.server.pending;

import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.LimitedLog;
import io.skipruntime.server.problem.ProblemDocument;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The answers of one listener that are not sent yet. Together they hold a bounded number of bytes,
 * as do those of one connection, whatever clients read.
 *
 * <p>An answer is {@linkplain #admit admitted} as soon as it exists. An answer of which nothing is
 * taken for {@code write-stall-seconds} is ended. Where a new one does not fit, those of which
 * nothing was taken for a third of that time are ended earlier, the ones first that have waited the
 * longest; if the new one still does not fit, a short refusal is sent in its place, unless it is as
 * short itself, as {@code /healthz} is; and if there is no room even for those, its stream ends.
 * Whatever is not sent is logged and counted.
 *
 * <p>May be used by any thread.
 *
 * <ul>
 *   <li>{@code waiting} has the answers that a loop has begun to send and the sockets have not
 *       taken, in the order in which their clients have taken something last.
 * </ul>
 */
public final class OutgoingAnswers implements OutgoingAnswer.Keeper {

  private static final Logger LOGGER = System.getLogger(OutgoingAnswers.class.getName());
  private static final int PATIENCES_PER_LIMIT = 3;
  private static final int CHECKS_PER_LIMIT = 4;

  private final String listener;
  private final ByteBudget budget;
  private final long writeStallMillis;
  private final LimitedLog log = new LimitedLog(LOGGER);
  private final Set<OutgoingAnswer> waiting = new LinkedHashSet<>();
  private final LongAdder notTaken = new LongAdder();
  private final LongAdder displaced = new LongAdder();
  private final LongAdder noRoom = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * No answers yet.
   *
   * @param listener the listener's name
   * @param mostBytes how many bytes answers may hold together
   * @param writeStallMillis how long a client may take nothing
   */
  OutgoingAnswers(String listener, long mostBytes, long writeStallMillis) {
    this.listener = listener;
    this.budget = new ByteBudget(mostBytes);
    this.writeStallMillis = writeStallMillis;
  }

  /** Ends answers that are not taken, from now on, for as long as a loop runs. */
  void start(EventLoop loop) {
    loop.every(Math.max(1, writeStallMillis / CHECKS_PER_LIMIT), this::endStalled);
  }

  /**
   * Finds room for an answer; it may become another one. Called by any thread.
   *
   * @return what is to be {@linkplain OutgoingAnswer#send sent} by the request's loop
   */
  public OutgoingAnswer admit(ServerRequest request, Answer answer) {
    ByteBudget connection = request.answerBudget();
    long bytes = OutgoingAnswer.cost(request, answer);
    if (take(connection, bytes)) {
      return new OutgoingAnswer(this, request, answer, connection, bytes);
    }
    Answer refusal =
        ProblemDocument.of(
                503, "overloaded", "too many bytes wait for clients to read them; try again later")
            .answer("");
    long few = OutgoingAnswer.cost(request, refusal);
    if (bytes <= few) {
      return overdraw(request, answer, connection, bytes);
    }
    refused.increment();
    log.log(
        Level.WARNING,
        "refused",
        "an answer of %d bytes is refused with a 503: clients do not take those before it"
            .formatted(answer.body().length));
    return overdraw(request, refusal, connection, few);
  }

  private OutgoingAnswer overdraw(
      ServerRequest request, Answer answer, ByteBudget connection, long few) {
    boolean isRoomOfListener = budget.overdraw(few);
    boolean isRoom = connection.overdraw(few) && isRoomOfListener;
    OutgoingAnswer outgoing = new OutgoingAnswer(this, request, answer, connection, few);
    if (!isRoom) {
      noRoom.increment();
      outgoing.end();
    }
    return outgoing;
  }

  private boolean take(ByteBudget connection, long bytes) {
    if (!connection.take(0, bytes)) {
      return false;
    }
    if (budget.take(0, bytes)) {
      return true;
    }
    long patience = TimeUnit.MILLISECONDS.toNanos(writeStallMillis) / PATIENCES_PER_LIMIT;
    for (OutgoingAnswer each : waitingFrom(System.nanoTime() - patience)) {
      each.end();
      displaced.increment();
      if (budget.take(0, bytes)) {
        logEnded("others need its room", each);
        return true;
      }
    }
    connection.giveBack(bytes);
    return false;
  }

  /** The answers of which nothing was taken since a time, the earliest first. */
  private synchronized List<OutgoingAnswer> waitingFrom(long nanos) {
    List<OutgoingAnswer> since = new ArrayList<>();
    for (OutgoingAnswer each : waiting) {
      if (each.takenAtNanos() - nanos > 0) {
        break;
      }
      since.add(each);
    }
    return since;
  }

  private void endStalled() {
    long limit = TimeUnit.MILLISECONDS.toNanos(writeStallMillis);
    for (OutgoingAnswer each : waitingFrom(System.nanoTime() - limit)) {
      if (each.end()) {
        notTaken.increment();
        logEnded("nothing of it was taken for " + writeStallMillis + " ms", each);
      }
    }
  }

  private void logEnded(String reason, OutgoingAnswer answer) {
    log.log(
        Level.WARNING,
        reason,
        "%s: an answer to %s is cut off, %s".formatted(listener, answer.route(), reason));
  }

  @Override
  public synchronized void taken(OutgoingAnswer answer) {
    waiting.remove(answer);
    waiting.add(answer);
  }

  @Override
  public void done(OutgoingAnswer answer, boolean hasWaited, long bytes) {
    budget.giveBack(bytes);
    if (hasWaited) {
      synchronized (this) {
        waiting.remove(answer);
      }
    }
  }

  /** The listener's name. */
  public String listener() {
    return listener;
  }

  /** How many bytes are held. */
  public long bytes() {
    return budget.taken();
  }

  /** How many answers were ended since clients took nothing of them for too long. */
  public long notTaken() {
    return notTaken.sum();
  }

  /** How many were ended earlier, since others needed their room. */
  public long displaced() {
    return displaced.sum();
  }

  /** How many were ended since there was no room even for a refusal. */
  public long noRoom() {
    return noRoom.sum();
  }

  /** How many were replaced by a refusal. */
  public long refused() {
    return refused.sum();
  }
}
