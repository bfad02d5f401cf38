package io.skipruntime.server;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection that follows a stream, as server-sent events.
 *
 * <p>There is no queue. When the stream is woken and its socket takes bytes, it asks its
 * subscription what is new and sends that; while the socket does not, nothing happens, and whatever
 * is committed meanwhile becomes part of the next event. A socket that takes nothing for the write
 * stall limit is closed.
 *
 * <ul>
 *   <li>All fields but {@code lagging} are for the connection's event loop, after {@link #open}.
 *   <li>{@code event} from {@code position} on is what the socket has not taken of the last event;
 *       the subscription is not asked before there is none. While the socket does not take it,
 *       {@link PartlySent} has it.
 *   <li>{@code stall} is a timer exactly while {@code lagging}.
 * </ul>
 */
final class EventStream {

  private static final Logger LOGGER = System.getLogger(EventStream.class.getName());
  private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
  private static final Buffer RETRY = retry(2000);
  private static final int SLICE_BYTES = 16 << 10;
  private static final long NO_TIMER = -1;

  private final StreamEnvironment environment;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;
  private @Nullable Following following;
  private Optional<Instant> staleSince = Optional.empty();
  private @Nullable EncodedEvent event;
  private int position;
  private @Nullable Farewell farewell;
  private long heartbeat = NO_TIMER;
  private long stall = NO_TIMER;
  private boolean ended;
  private volatile boolean lagging;

  /**
   * What the stream shows.
   *
   * @param source what was asked for
   * @param subscription what there is to send
   * @param feed encodes it
   * @param fanOut wakes the stream
   */
  private record Following(
      StreamSource source, Subscription subscription, EventFeed feed, FanOut fanOut) {}

  /**
   * How the stream ends because the server does.
   *
   * @param retryMillis when the client is to come back
   * @param sent is completed when the end is sent
   */
  private record Farewell(long retryMillis, Promise<Void> sent) {}

  EventStream(StreamEnvironment environment, HttpServerRequest request, Context context) {
    this.environment = environment;
    this.request = request;
    this.response = request.response();
    this.context = context;
  }

  /**
   * Subscribes and starts to send. Called once, by a thread that may block.
   *
   * @param seen what the client has seen before, if it resumes
   */
  void open(StreamSource source, Optional<Watermark> seen) {
    Subscription subscription = environment.service().subscribe(source.identifier(), seen);
    EventFeed feed = environment.feeds().of(subscription);
    FanOut fanOut = feed.fanOut(context);
    Optional<EncodedEvent> first;
    try {
      subscription.listen(fanOut);
      first = feed.poll(subscription);
    } catch (RuntimeException | Error e) {
      subscription.close();
      throw e;
    }
    context.runOnContext(none -> {
      following = new Following(source, subscription, feed, fanOut);
      begin(fanOut, first);
    });
  }

  private void begin(FanOut fanOut, Optional<EncodedEvent> first) {
    if (response.closed()) {
      release();
      return;
    }
    environment.streams().add(this);
    fanOut.add(this);
    response.closeHandler(none -> release());
    response.exceptionHandler(failure -> release());
    response.drainHandler(none -> {
      notLagging();
      send();
    });
    response.setWriteQueueMaxSize(SLICE_BYTES).setChunked(true);
    response
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Accel-Buffering", "no");
    response.write(RETRY);
    first.ifPresent(this::take);
    heartbeat =
        context.owner().setPeriodic(environment.heartbeatMillis(), timer -> sendHeartbeat());
    send();
  }

  /**
   * Sends what there is, as far as the socket takes it; a stream that fails, however badly, ends.
   * Called by the event loop.
   */
  void send() {
    try {
      sendWhatIsTaken();
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.ERROR, "a stream is cut off, since it failed", e);
      cutOff();
    }
  }

  private void sendWhatIsTaken() {
    try {
      while (!ended && !response.writeQueueFull() && hasUnsent()) {
        sendSlice();
      }
      if (ended) {
        return;
      }
      if (response.writeQueueFull()) {
        nowLagging();
      } else if (farewell != null) {
        response.write(retry(farewell.retryMillis));
        end();
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Whether the socket does not take what there is for it. May be asked by any thread. */
  boolean isLagging() {
    return lagging;
  }

  /** Whether there is something to send, after asking for it if need be. */
  private boolean hasUnsent() {
    if (event != null) {
      return true;
    }
    if (following == null) {
      return false;
    }
    if (following.subscription.isEnded()) {
      end();
      return false;
    }
    Optional<EncodedEvent> next = following.feed.poll(following.subscription);
    next.ifPresent(this::take);
    if (next.isEmpty()) {
      sayWhetherStale(following.subscription.staleSince());
    }
    return next.isPresent();
  }

  /** Says in a comment that what was sent depends on stale data, or does no longer. */
  private void sayWhetherStale(Optional<Instant> now) {
    if (!now.equals(staleSince)) {
      staleSince = now;
      String text = now.map(since -> "stale since " + since.truncatedTo(MILLIS)).orElse("live");
      response.write(Buffer.buffer(": " + text + "\n\n"));
    }
  }

  private void take(EncodedEvent next) {
    event = next;
    position = 0;
    environment.metrics().countEvent(next.length());
  }

  private void sendSlice() {
    EncodedEvent sending = event;
    if (sending != null) {
      int to = Math.min(position + SLICE_BYTES, sending.length());
      response.write(sending.slice(position, to));
      position = to;
      if (position == sending.length()) {
        forgetEvent();
      }
    }
  }

  private void forgetEvent() {
    if (event != null) {
      environment.streams().partlySent().remove(this, event);
      event = null;
    }
    position = 0;
  }

  private void sendHeartbeat() {
    if (!ended && event == null && !response.writeQueueFull()) {
      response.write(HEARTBEAT);
    }
  }

  private void nowLagging() {
    if (!lagging) {
      lagging = true;
      stall = context.owner().setTimer(environment.writeStallMillis(), timer -> abort());
      if (event != null) {
        environment.streams().partlySent().add(this, event);
      }
    }
  }

  private void notLagging() {
    if (lagging) {
      lagging = false;
      context.owner().cancelTimer(stall);
    }
  }

  /** Ends the connection of a client that does not read; what it has not read is lost. */
  private void abort() {
    if (!ended) {
      environment.metrics().countStalled();
      release();
      Connections.abort(request);
    }
  }

  /** Ends the connection if it still waits to send the rest of an event. Called by any thread. */
  void cutOff(EncodedEvent waitedFor) {
    context.runOnContext(none -> {
      if (event == waitedFor) {
        abort();
      }
    });
  }

  /** Ends the connection, whatever is still to be sent. Called by any thread. */
  void cutOff() {
    context.runOnContext(none -> abort());
  }

  private void fail(RuntimeException failure) {
    ProblemDocument problem = Failures.problemOf(failure, "an event stream");
    if (position == 0 && !response.closed()) {
      Json document = Json.parse(problem.answer("").body());
      response.write(Buffer.buffer("event: error\ndata: " + document + "\n\n"));
    }
    end();
  }

  private void end() {
    Farewell last = farewell;
    farewell = null;
    release();
    Future<Void> sent =
        response.closed() || response.ended() ? Future.succeededFuture() : response.end();
    if (last != null) {
      sent.onComplete(last.sent);
    }
  }

  /**
   * Ends the stream because the server does: sends all there is, and then when to come back. Called
   * by any thread.
   *
   * @return completes when the end is sent, which is never if the client does not read
   */
  Future<Void> shutDown(long retryMillis) {
    Promise<Void> sent = Promise.promise();
    context.runOnContext(none -> {
      if (ended) {
        sent.complete();
      } else {
        farewell = new Farewell(retryMillis, sent);
        send();
      }
    });
    return sent.future();
  }

  private static Buffer retry(long millis) {
    return Buffer.buffer("retry: " + millis + "\n\n");
  }

  /** Gives back all that the stream holds. */
  private void release() {
    if (ended) {
      return;
    }
    ended = true;
    notLagging();
    forgetEvent();
    environment.streams().remove(this);
    context.owner().cancelTimer(heartbeat);
    if (following != null) {
      following.fanOut.remove(this);
      following.subscription.close();
      environment.threads().run(following.source.afterEnd());
    }
    if (farewell != null) {
      farewell.sent.complete();
    }
  }
}
