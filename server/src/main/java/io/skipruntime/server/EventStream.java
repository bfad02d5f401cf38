package io.skipruntime.server;

import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection that follows a stream, as server-sent events.
 *
 * <p>There is no queue. When the stream is woken and its socket takes bytes, it asks its
 * subscription what is new and sends that; while the socket does not, nothing happens, and whatever
 * is committed meanwhile becomes part of the next event.
 *
 * <ul>
 *   <li>All fields but {@code awake} are for the connection's event loop, after {@link #open}.
 *   <li>{@code unsent} from {@code position} on is what the socket has not taken of the last event;
 *       the subscription is not asked before that is empty.
 *   <li>{@code awake} is true while a turn of the event loop is due that asks the subscription.
 * </ul>
 */
final class EventStream {

  private static final Buffer NOTHING = Buffer.buffer();
  private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
  private static final Buffer RETRY = retry(2000);
  private static final int SLICE_BYTES = 16 << 10;

  private final StreamEnvironment environment;
  private final HttpServerResponse response;
  private final Context context;
  private final AtomicBoolean awake = new AtomicBoolean();
  private @Nullable StreamSource source;
  private @Nullable Subscription subscription;
  private @Nullable EventFeed feed;
  private Buffer unsent = NOTHING;
  private int position;
  private long heartbeat = -1;
  private boolean ended;
  private volatile boolean lagging;

  EventStream(StreamEnvironment environment, HttpServerResponse response, Context context) {
    this.environment = environment;
    this.response = response;
    this.context = context;
  }

  /**
   * Subscribes and starts to send. Called once, by a thread that may block.
   *
   * @param seen what the client has seen before, if it resumes
   */
  void open(StreamSource opened, Optional<Watermark> seen) {
    Subscription subscribed =
        environment.service().subscribe(opened.identifier(), seen, this::wake);
    EventFeed events = environment.feeds().of(subscribed);
    Optional<Buffer> first;
    try {
      first = events.poll(subscribed);
    } catch (RuntimeException | Error e) {
      subscribed.close();
      throw e;
    }
    context.runOnContext(none -> {
      source = opened;
      subscription = subscribed;
      feed = events;
      begin(first);
    });
  }

  private void begin(Optional<Buffer> first) {
    if (response.closed()) {
      release();
      return;
    }
    environment.streams().add(this);
    response.closeHandler(none -> release());
    response.exceptionHandler(failure -> release());
    response.drainHandler(none -> send());
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

  /** Has the stream look for something new, soon. Called by any thread. */
  void wake() {
    if (awake.compareAndSet(false, true)) {
      context.runOnContext(none -> {
        awake.set(false);
        send();
      });
    }
  }

  private void send() {
    try {
      while (!ended && !response.writeQueueFull() && hasUnsent()) {
        sendSlice();
      }
      lagging = !ended && response.writeQueueFull();
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
    Subscription asked = subscription;
    EventFeed events = feed;
    if (asked == null || events == null) {
      return false;
    }
    if (position < unsent.length()) {
      return true;
    }
    if (asked.isEnded()) {
      end();
      return false;
    }
    Optional<Buffer> event = events.poll(asked);
    event.ifPresent(this::take);
    return event.isPresent();
  }

  private void take(Buffer event) {
    unsent = event;
    position = 0;
    environment.metrics().countEvent(event.length());
  }

  private void sendSlice() {
    int to = Math.min(position + SLICE_BYTES, unsent.length());
    boolean whole = position == 0 && to == unsent.length();
    response.write(whole ? unsent : unsent.slice(position, to));
    position = to;
    if (position == unsent.length()) {
      forgetUnsent();
    }
  }

  private void forgetUnsent() {
    unsent = NOTHING;
    position = 0;
  }

  private void sendHeartbeat() {
    if (!ended && position == unsent.length() && !response.writeQueueFull()) {
      response.write(HEARTBEAT);
    }
  }

  private void fail(RuntimeException failure) {
    ProblemDocument problem = Failures.problemOf(failure, "an event stream");
    if (position == 0 && !response.closed()) {
      Json document = Json.parse(problem.answer("").body());
      response.write(Buffer.buffer("event: error\ndata: " + document + "\n\n"));
    }
    end();
  }

  private Future<Void> end() {
    release();
    return response.closed() || response.ended() ? Future.succeededFuture() : response.end();
  }

  /**
   * Ends the stream because the server does, and tells the client when to come back. A client in
   * the middle of an event that it does not read is cut off. Called by any thread.
   *
   * @return completes when the end is sent
   */
  Future<Void> shutDown(long retryMillis) {
    return Future.future(promise ->
        context.runOnContext(none -> {
          if (ended || position < unsent.length() || response.writeQueueFull()) {
            release();
            promise.complete();
          } else {
            response.write(retry(retryMillis));
            end().onComplete(promise);
          }
        }));
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
    forgetUnsent();
    environment.streams().remove(this);
    if (heartbeat >= 0) {
      context.owner().cancelTimer(heartbeat);
    }
    if (subscription != null) {
      subscription.close();
    }
    if (source != null) {
      environment.threads().run(source.afterEnd());
    }
  }
}
