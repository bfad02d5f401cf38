package io.skipruntime.server.stream;

import static java.time.temporal.ChronoUnit.MILLIS;

import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import io.skipruntime.server.connection.Connections;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.problem.ProblemDocument;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
 *       the subscription is not asked before there is none. {@link PartlySent} has it exactly if
 *       {@code isPartlySent}: since the socket was full while there was something left of it.
 *   <li>{@code stall} is a timer exactly while {@code lagging}.
 * </ul>
 */
public final class EventStream implements OpenStream {

  private static final Logger LOGGER = System.getLogger(EventStream.class.getName());
  private static final EncodedEvent HEARTBEAT = EncodedEvent.of(":\n\n");
  private static final EncodedEvent RETRY = retry(2000);
  private static final long NO_TIMER = -1;

  private final StreamEnvironment environment;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final EventSocket socket;
  private final Context context;
  private @Nullable Following following;
  private Optional<Instant> staleSince = Optional.empty();
  private @Nullable EncodedEvent event;
  private int position;
  private boolean isPartlySent;
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

  /**
   * A stream that is not open yet.
   *
   * @param request the request that it answers
   * @param context that of the connection's event loop
   */
  public EventStream(StreamEnvironment environment, HttpServerRequest request, Context context) {
    this.environment = environment;
    this.request = request;
    this.response = request.response();
    this.socket = new EventSocket(request);
    this.context = context;
  }

  /**
   * Subscribes and starts to send. Called once, by a thread that may block.
   *
   * @param seen what the client has seen before, if it resumes
   */
  public void open(StreamSource source, Optional<Watermark> seen) {
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
    socket.open(RETRY, this::drained);
    first.ifPresent(this::take);
    heartbeat =
        context.owner().setPeriodic(environment.heartbeatMillis(), timer -> sendHeartbeat());
    send();
  }

  /**
   * Sends what there is, as far as the socket takes it; a stream that fails, however badly, ends.
   * Called by the event loop.
   */
  @Override
  public void send() {
    try {
      sendWhatIsTaken();
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.ERROR, "a stream is cut off, since it failed", e);
      cutOff();
    }
  }

  private void sendWhatIsTaken() {
    try {
      boolean isFull = sendEvent(socket.isFull());
      if (!isFull && !ended && following != null) {
        askFor(following);
        isFull = sendEvent(false);
      }
      if (ended) {
        return;
      }
      if (isFull) {
        nowLagging();
        return;
      }
      if (following != null) {
        sayWhetherStale(following.subscription.staleSince());
      }
      if (farewell != null) {
        socket.write(retry(farewell.retryMillis));
        end();
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  @Override
  public boolean isLagging() {
    return lagging;
  }

  /** Sends the event, if there is one, until the socket is full; whether it is now. */
  private boolean sendEvent(boolean wasFull) {
    boolean isFull = wasFull;
    while (event != null && !isFull) {
      sendSlice();
      isFull = socket.isFull();
    }
    return isFull;
  }

  /** Takes what is new, if anything is; of what is committed from now on the stream is told. */
  private void askFor(Following followed) {
    if (followed.subscription.isEnded()) {
      end();
    } else {
      followed.feed.poll(followed.subscription).ifPresent(this::take);
    }
  }

  /** Says in a comment that what was sent depends on stale data, or does no longer. */
  private void sayWhetherStale(Optional<Instant> now) {
    if (!now.equals(staleSince)) {
      staleSince = now;
      String text = now.map(since -> "stale since " + since.truncatedTo(MILLIS)).orElse("live");
      socket.write(EncodedEvent.of(": " + text + "\n\n"));
    }
  }

  private void take(EncodedEvent next) {
    event = next;
    position = 0;
    environment.counters().countEvent(next.length());
  }

  private void sendSlice() {
    EncodedEvent sending = event;
    if (sending != null && following != null) {
      int to = Math.min(position + EventSocket.SLICE_BYTES, sending.length());
      socket.write(sending, position, to, following.fanOut.chunks());
      position = to;
      if (position == sending.length()) {
        forgetEvent();
      }
    }
  }

  private void forgetEvent() {
    if (event != null && isPartlySent) {
      environment.streams().partlySent().remove(this, event);
    }
    isPartlySent = false;
    event = null;
    position = 0;
  }

  private void sendHeartbeat() {
    if (!ended && event == null && !socket.isFull()) {
      socket.write(HEARTBEAT);
    }
  }

  private void nowLagging() {
    if (!lagging) {
      lagging = true;
      stall = context.owner().setTimer(environment.writeStallMillis(), timer -> abort());
      if (event != null) {
        isPartlySent = true;
        environment.streams().partlySent().add(this, event);
      }
    }
  }

  /** Called whenever the socket may not be full any more, also while something is written to it. */
  private void drained() {
    if (lagging) {
      context.runOnContext(none -> {
        notLagging();
        send();
      });
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
      environment.counters().countStalled();
      release();
      Connections.abort(request);
    }
  }

  @Override
  public void cutOff(EncodedEvent waitedFor) {
    context.runOnContext(none -> {
      if (event == waitedFor) {
        abort();
      }
    });
  }

  @Override
  public void cutOff() {
    context.runOnContext(none -> abort());
  }

  private void fail(RuntimeException failure) {
    ProblemDocument problem = Failures.problemOf(failure, "an event stream");
    if (position == 0 && !response.closed()) {
      Json document = Json.parse(problem.answer("").body());
      socket.write(EncodedEvent.of("event: error\ndata: " + document + "\n\n"));
    }
    end();
  }

  private void end() {
    Farewell last = farewell;
    farewell = null;
    release();
    Future<Void> sent = socket.end();
    if (last != null) {
      sent.onComplete(last.sent);
    }
  }

  @Override
  public Future<Void> shutDown(long retryMillis) {
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

  private static EncodedEvent retry(long millis) {
    return EncodedEvent.of("retry: " + millis + "\n\n");
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
