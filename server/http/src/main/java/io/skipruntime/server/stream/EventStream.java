package io.skipruntime.server.stream;

import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.host.ServerRequest;
import io.skipruntime.server.host.ServerResponse;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.problem.LimitedLog;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.request.Users;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One connection that follows a stream, or several, as server-sent events.
 *
 * <p>There is no queue. When a stream is woken and the socket takes bytes, its subscription is
 * asked what is new and that is sent; while the socket does not, nothing happens, and whatever is
 * committed meanwhile becomes part of the next event. A socket that takes nothing for the write
 * stall limit is closed.
 *
 * <ul>
 *   <li>All fields but {@code lagging} and {@code size} are for the connection's event loop, after
 *       {@link #open}.
 *   <li>{@code event} from {@code position} on is what the socket has not taken of the last event,
 *       which is one of {@code sending}; no subscription is asked before there is none. {@link
 *       PartlySent} has it exactly if {@code isPartlySent}: since the socket was full while there
 *       was something left of it.
 *   <li>{@code followed} begins with the streams that have waited longest while the socket was
 *       full.
 *   <li>{@code login} is the host's watch over the login of the request's user.
 *   <li>{@code stall} is due exactly while {@code lagging}, and {@code laggingSince} is set then.
 * </ul>
 */
public final class EventStream implements OpenStream {

  private static final Logger LOGGER = System.getLogger(EventStream.class.getName());
  private static final EncodedEvent HEARTBEAT = EncodedEvent.of(":\n\n");
  private static final EncodedEvent OPENING = EncodedEvent.of(": signs current\nretry: 2000\n\n");
  private static final String HEARTBEAT_HEADER = "Skip-Heartbeat-Seconds";
  private static final String LOGGED_OUT =
      "the user of the stream has logged out, or is gone; log in again";
  private static final Pattern ASKED_SECONDS = Pattern.compile("[0-9]{1,6}");
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final LimitedLog STALLS = new LimitedLog(LOGGER);

  /** The statuses of what a client is told at the end: of its permission, or of a live query. */
  private static final Set<Integer> TOLD_ENDS = Set.of(401, 403, 422);

  /** So many events of one stream go before those of others. */
  private static final int EVENTS_AT_ONCE = 2;

  private final StreamEnvironment environment;
  private final ServerRequest request;
  private final ServerResponse response;
  private final EventSocket socket;
  private final EventLoop loop;
  private final List<FollowedStream> followed = new ArrayList<>(1);
  private @Nullable FollowedStream sending;
  private @Nullable EncodedEvent event;
  private int position;
  private boolean isPartlySent;
  private @Nullable Farewell farewell;
  private EventLoop.Timer heartbeat = EventLoop.Timer.NONE;
  private EventLoop.Timer stall = EventLoop.Timer.NONE;
  private EventLoop.Timer login = EventLoop.Timer.NONE;
  private boolean ended;
  private @Nullable Instant laggingSince;
  private volatile boolean lagging;
  private volatile int size;

  /**
   * The end of the stream because the server ends.
   *
   * @param retryMillis when the client is to come back
   * @param sent is completed when the end is sent
   */
  private record Farewell(long retryMillis, CompletableFuture<@Nullable Void> sent) {}

  /**
   * A connection on which nothing is sent yet.
   *
   * @param request the request that it answers
   */
  public EventStream(StreamEnvironment environment, ServerRequest request) {
    this.environment = environment;
    this.request = request;
    this.response = request.response();
    this.socket = new EventSocket(response);
    this.loop = request.loop();
  }

  /**
   * Subscribes and starts to send. Called once, by a thread that may block.
   *
   * @throws RuntimeException if the request's user has logged out, or if a stream that has the
   *     connection alone is refused; of several each is refused for itself
   */
  public void open(List<StreamOpening> openings) {
    if (!request.login().holds()) {
      throw Users.unauthorized(LOGGED_OUT);
    }
    List<FollowedStream> opened = new ArrayList<>(openings.size());
    List<EncodedEvent> refusals = new ArrayList<>();
    try {
      for (StreamOpening opening : openings) {
        openOrRefuse(opening, opened, refusals);
      }
    } catch (RuntimeException | Error e) {
      opened.forEach(each -> each.release(environment.threads()));
      throw e;
    }
    loop.execute(() -> begin(opened, refusals));
  }

  private void openOrRefuse(
      StreamOpening opening, List<FollowedStream> opened, List<EncodedEvent> refusals) {
    try {
      opened.add(FollowedStream.open(opening, this::send, environment, loop));
    } catch (RuntimeException e) {
      if (opening.framing().isAlone()) {
        throw e;
      }
      refusals.add(opening.framing().end(told(e, "one of several event streams")));
    }
  }

  private void begin(List<FollowedStream> opened, List<EncodedEvent> refusals) {
    followed.addAll(opened);
    size = followed.size();
    if (!response.isOpen()) {
      release();
      return;
    }
    environment.streams().add(this);
    followed.forEach(each -> each.begin(loop, environment));
    response.whenClosed(this::release);
    long heartbeatMillis = heartbeatMillis();
    response.header(
        HEARTBEAT_HEADER,
        String.valueOf(Math.max(1, Math.ceilDiv(heartbeatMillis, MILLIS_PER_SECOND))));
    socket.open(OPENING, this::drained);
    refusals.forEach(socket::write);
    heartbeat = loop.every(heartbeatMillis, this::sendHeartbeat);
    login = request.login().whenOver(loop, this::loggedOut);
    send();
    endIfNothingIsLeft();
  }

  /**
   * The time between heartbeats: as configured, or less if the client asks for that, so that it
   * notices sooner that the connection is lost; a second at least.
   */
  private long heartbeatMillis() {
    String asked = request.headers().first(HEARTBEAT_HEADER);
    long usual = environment.heartbeatMillis();
    return asked == null || !ASKED_SECONDS.matcher(asked).matches()
        ? usual
        : Math.min(usual, Math.max(1, Long.parseLong(asked)) * MILLIS_PER_SECOND);
  }

  /**
   * Sends what there is, as far as the socket takes it; a connection that fails, however badly,
   * ends. Called by the event loop.
   */
  void send() {
    send(followed.size() == 1 ? followed : List.copyOf(followed));
  }

  /** As {@link #send()}, of one of the streams, and what is left of the last event. */
  void send(FollowedStream one) {
    if (followed.size() == 1) {
      send(followed);
    } else if (followed.contains(one)) {
      send(List.of(one));
    }
  }

  private void send(List<FollowedStream> due) {
    try {
      sendWhatIsTaken(due);
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.ERROR, "a stream is cut off, since it failed", e);
      cutOff();
    }
  }

  private void sendWhatIsTaken(List<FollowedStream> due) {
    if (ended) {
      return;
    }
    boolean isFull = sendEvent(socket.isFull());
    for (int i = 0; i < due.size() && !isFull && !ended; i++) {
      isFull = serve(due.get(i));
    }
    if (ended) {
      return;
    }
    if (isFull) {
      nowLagging();
      return;
    }
    if (farewell != null) {
      socket.write(retry(farewell.retryMillis));
      end();
    }
  }

  @Override
  public boolean isLagging() {
    return lagging;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public CompletableFuture<ConnectionDescription> describe() {
    CompletableFuture<ConnectionDescription> told = new CompletableFuture<>();
    loop.execute(() -> told.complete(description()));
    return told;
  }

  private ConnectionDescription description() {
    EncodedEvent rest = event;
    return new ConnectionDescription(
        followed.stream().map(FollowedStream::told).toList(),
        Optional.ofNullable(laggingSince),
        rest == null ? 0 : rest.length() - position);
  }

  /** Sends what is new of one stream, until the socket is full; whether it is now. */
  private boolean serve(FollowedStream one) {
    boolean isFull = false;
    try {
      for (int i = 0; i < EVENTS_AT_ONCE && !isFull; i++) {
        one.next().ifPresent(next -> take(one, next));
        if (one.isEnded()) {
          finish(one, one.whyEnded(environment));
          return false;
        }
        isFull = sendEvent(false);
      }
      if (isFull) {
        followed.remove(one);
        followed.add(one);
      } else {
        one.sayHowCurrent(socket);
      }
      return isFull;
    } catch (RuntimeException e) {
      fail(one, e);
      return false;
    }
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

  private void take(FollowedStream one, EncodedEvent next) {
    EncodedEvent prefix = one.framing().prefix();
    if (prefix.length() > 0) {
      socket.write(prefix);
    }
    sending = one;
    event = next;
    position = 0;
    environment.counters().countEvent(next.length(), one.position());
  }

  private void sendSlice() {
    EncodedEvent now = event;
    if (now != null && sending != null) {
      int to = Math.min(position + EventSocket.SLICE_BYTES, now.length());
      socket.write(now, position, to);
      position = to;
      if (position == now.length()) {
        forgetEvent();
      }
    }
  }

  private void forgetEvent() {
    if (event != null && isPartlySent) {
      environment.streams().partlySent().remove(this, event);
    }
    isPartlySent = false;
    sending = null;
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
      laggingSince = environment.clock().instant();
      stall = loop.after(environment.writeStallMillis(), this::abortStalled);
      if (event != null) {
        isPartlySent = true;
        environment.streams().partlySent().add(this, event);
      }
    }
  }

  /** Called whenever the socket may not be full any more, also while something is written to it. */
  private void drained() {
    if (lagging) {
      loop.execute(() -> {
        notLagging();
        send();
      });
    }
  }

  private void notLagging() {
    if (lagging) {
      lagging = false;
      laggingSince = null;
      stall.cancel();
    }
  }

  private void abortStalled() {
    if (!ended) {
      environment.counters().countStalled();
      STALLS.log(
          Level.WARNING,
          "stream",
          "a stream is cut off: its client took nothing for %d ms"
              .formatted(environment.writeStallMillis()));
      release();
      response.abortStalled();
    }
  }

  /** Ends the connection of a client that does not read; what it has not read is lost. */
  private void abort() {
    if (!ended) {
      environment.counters().countStalled();
      release();
      response.abort();
    }
  }

  @Override
  public void cutOff(EncodedEvent waitedFor) {
    loop.execute(() -> {
      if (event == waitedFor) {
        abort();
      }
    });
  }

  @Override
  public void cutOff() {
    loop.execute(this::abort);
  }

  /** What the client is told of a failure. */
  private ProblemDocument told(RuntimeException failure, String subject) {
    return environment.feeds().disclosure().of(Failures.problemOf(failure, subject));
  }

  private void fail(FollowedStream one, RuntimeException failure) {
    ProblemDocument problem = told(failure, "an event stream");
    if (!one.framing().isAlone() && event == null) {
      finish(one, problem);
      return;
    }
    if (one.framing().isAlone() && position == 0 && response.isOpen()) {
      socket.write(one.framing().error(problem));
    }
    end();
  }

  /** Ends all streams: what proved who follows them does not any more. */
  private void loggedOut() {
    ProblemDocument why = ProblemDocument.of(401, "unauthorized", LOGGED_OUT);
    if (event != null || socket.isFull()) { // nothing can be told before what the client lacks
      release();
      response.abort();
    }
    List.copyOf(followed).forEach(each -> finish(each, why));
  }

  /**
   * Ends one stream: the connection, too, if it has no others. A stream that has the connection
   * alone is told of the end of a permission only: that it was closed, its next request is told.
   */
  private void finish(FollowedStream one, ProblemDocument why) {
    ProblemDocument disclosed = environment.feeds().disclosure().of(why);
    if (one.framing().isAlone()) {
      if (TOLD_ENDS.contains(why.status())) {
        socket.write(one.framing().error(disclosed));
      }
      end();
      return;
    }
    socket.write(one.framing().end(disclosed));
    followed.remove(one);
    size = followed.size();
    one.release(environment.threads());
    endIfNothingIsLeft();
  }

  private void endIfNothingIsLeft() {
    if (followed.isEmpty() && !ended) {
      end();
    }
  }

  private void end() {
    Farewell last = farewell;
    farewell = null;
    release();
    EventLoop.Timer unread = loop.after(environment.writeStallMillis(), response::abort);
    socket.end(() -> {
      unread.cancel();
      if (last != null) {
        last.sent.complete(null);
      }
    });
  }

  @Override
  public CompletableFuture<@Nullable Void> shutDown(long retryMillis) {
    CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
    loop.execute(() -> {
      if (ended) {
        sent.complete(null);
      } else {
        farewell = new Farewell(retryMillis, sent);
        send();
      }
    });
    return sent;
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
    heartbeat.cancel();
    login.cancel();
    followed.forEach(each -> each.release(environment.threads()));
    followed.clear();
    size = 0;
    if (farewell != null) {
      farewell.sent.complete(null);
    }
  }
}
