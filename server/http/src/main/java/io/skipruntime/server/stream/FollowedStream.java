package io.skipruntime.server.stream;

import io.skipruntime.ComputationException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.engine.News;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.spi.WorkLimitException;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.problem.Failures;
import io.skipruntime.server.problem.ProblemDocument;
import io.skipruntime.server.thread.RequestThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream that a connection follows: what there is to send of it, and what its client has been
 * told.
 *
 * <ul>
 *   <li>After {@link #open} all is for the connection's event loop.
 *   <li>{@code first} is what was polled when the stream was opened, until it is sent.
 *   <li>{@code saidCurrent} is whether the client knows that it has what the service has: that was
 *       said in this connection, and no failure of the resource since.
 *   <li>{@code isEnded} is whether the last look at the subscription has found that there will be
 *       nothing more; then there is a {@code refusal} exactly if the resource refuses its user now,
 *       or has taken more than it may.
 *   <li>{@code expiry} is the timer of nothing unless the permission to follow is for a time.
 * </ul>
 */
final class FollowedStream implements Wakeable {

  private final Consumer<FollowedStream> connection;
  private final Framing framing;
  private final StreamSubject subject;
  private final Subscription subscription;
  private final EventFeed feed;
  private final FanOut fanOut;
  private @Nullable EncodedEvent first;
  private Optional<Instant> staleSince = Optional.empty();
  private boolean saidCurrent;
  private boolean isEnded;
  private @Nullable ComputationException refusal;
  private EventLoop.Timer expiry = EventLoop.Timer.NONE;

  private FollowedStream(
      Consumer<FollowedStream> connection,
      Framing framing,
      StreamSubject subject,
      Subscription subscription,
      EventFeed feed,
      FanOut fanOut) {
    this.connection = connection;
    this.framing = framing;
    this.subject = subject;
    this.subscription = subscription;
    this.feed = feed;
    this.fanOut = fanOut;
  }

  /**
   * Opens and subscribes to what is asked for. Called by a thread that may block.
   *
   * @param connection sends what is new of the stream; called by the event loop
   * @throws RuntimeException if the stream is refused; nothing is left open then
   */
  static FollowedStream open(
      StreamOpening opening,
      Consumer<FollowedStream> connection,
      StreamEnvironment environment,
      EventLoop loop) {
    StreamSubject subject = opening.opening().get();
    try {
      Subscription subscription = subscribe(subject, environment);
      try {
        EventFeed feed = environment.feeds().of(subscription);
        FanOut fanOut = feed.fanOut(loop);
        FollowedStream followed =
            new FollowedStream(connection, opening.framing(), subject, subscription, feed, fanOut);
        subscription.listen(fanOut);
        followed.first = followed.poll().orElse(null);
        if (followed.refusal != null) {
          throw followed.refusal;
        }
        return followed;
      } catch (RuntimeException | Error e) {
        subscription.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      subject.afterEnd().run();
      throw e;
    }
  }

  private static Subscription subscribe(StreamSubject subject, StreamEnvironment environment) {
    try {
      return subject.last().isPresent()
          ? environment.service().resume(subject.identifier(), subject.last().get())
          : environment.service().subscribe(subject.identifier(), Optional.empty());
    } catch (UnknownInstanceException e) {
      throw subject.ifUnknown().<RuntimeException>map(refusal -> refusal).orElse(e);
    }
  }

  Framing framing() {
    return framing;
  }

  /** Wakes the stream from now on, and ends it when its permission ends. */
  void begin(EventLoop loop, StreamEnvironment environment) {
    fanOut.add(this);
    subscription
        .until()
        .ifPresent(until -> {
          Instant now = environment.clock().instant();
          long millis = Math.max(1, Duration.between(now, until).toMillis());
          expiry = loop.after(millis, () -> environment.threads().run(environment::endWhatIsOver));
        });
  }

  @Override
  public void send() {
    connection.accept(this);
  }

  /** Whether the last look at the subscription found that there will be nothing more. */
  boolean isEnded() {
    return isEnded;
  }

  /** Why there will be nothing more. */
  ProblemDocument whyEnded(StreamEnvironment environment) {
    if (refusal != null) {
      return Failures.problemOf(refusal, "an event stream");
    }
    boolean isOver =
        subscription
            .until()
            .filter(until -> !until.isAfter(environment.clock().instant()))
            .isPresent();
    return isOver
        ? ProblemDocument.of(
            401,
            "unauthorized",
            "what permitted the stream has expired; come back with a new token")
        : ProblemDocument.of(404, "unknown-stream", "the stream was closed");
  }

  /** The next event, if there is anything new; of what is committed later the stream is told. */
  Optional<EncodedEvent> next() {
    EncodedEvent polled = first;
    if (polled != null) {
      first = null;
      return Optional.of(polled);
    }
    return poll();
  }

  /** The tick of what the last event brought the client to. */
  long position() {
    return subscription.position();
  }

  private Optional<EncodedEvent> poll() {
    long position = subscription.position();
    News<Object, Object> news = subscription.news();
    if (news instanceof News.Failed<Object, Object> failed
        && (failed.failure().refusal().isPresent()
            || failed.failure() instanceof WorkLimitException)) {
      refusal = failed.failure();
      isEnded = true;
      return Optional.empty();
    }
    isEnded = news instanceof News.Ended;
    return feed.event(position, news);
  }

  /** Tells how current is what was sent, unless the client knows. */
  void sayHowCurrent(EventSocket socket) {
    Optional<Instant> since = subscription.staleSince();
    if (!since.equals(staleSince)) {
      staleSince = since;
      socket.write(framing.staleness(since));
    }
    boolean isCurrent = subscription.isCurrent();
    if (isCurrent && !saidCurrent) {
      socket.write(framing.current());
    }
    saidCurrent = isCurrent;
  }

  /** What the client was told of the stream. */
  ConnectionDescription.Position told() {
    return new ConnectionDescription.Position(subject.identifier(), subscription.position());
  }

  /** Gives back all that the stream holds. */
  void release(RequestThreads threads) {
    expiry.cancel();
    fanOut.remove(this);
    subscription.close();
    threads.run(subject.afterEnd());
  }
}
