package io.skipruntime.engine.sink;

import io.skipruntime.ResourceSink;
import io.skipruntime.Sink;
import io.skipruntime.SinkException;
import io.skipruntime.SinkPosition;
import io.skipruntime.SinkStatus;
import io.skipruntime.SinkStatus.State;
import io.skipruntime.SinkStatus.Written;
import io.skipruntime.json.FailureText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The feed of one sink: a thread that connects to the target, looks at the contents of the
 * resource, writes what the target lacks, and waits for a change; again and again until it is
 * stopped.
 *
 * <ul>
 *   <li>{@code acknowledged} is the position up to which the target has everything, so far as the
 *       service knows. It moves when the target says where it is, and after each write; nothing
 *       else is remembered between two attempts.
 *   <li>A listener's {@link #wake} never blocks; a look that begins after it sees the commit.
 *   <li>{@code resyncsAsked} is more than {@code resyncsDone} from the moment that a resync is
 *       asked for until one that began later is written.
 *   <li>The thread of a feed that takes the place of another begins when that has ended, so that a
 *       target has one writer.
 * </ul>
 *
 * <p>All fields that are not final are written by the feed's thread, except for those that are
 * atomic and {@code stopping}.
 */
final class SinkFeed {

  /** How often at most a position is given to the journal. */
  private static final long RECORD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** The memory of positions that outlives the feed. For any thread. */
  interface Positions {

    /** The position that was noted last; empty if there is none. */
    Optional<SinkPosition> last();

    /** Notes a position, and records it if it is time. */
    void note(SinkPosition position, boolean records);
  }

  /** The part of the status that changes as a whole. */
  private record Condition(State state, Instant since, Optional<String> reason) {}

  private final String name;
  private final ResourceSink declared;
  private final FollowedContents contents;
  private final Positions positions;
  private final InstantSource clock;
  private final Sink.Context context;
  private final Thread thread;
  private final Pause pause = new Pause();
  private final RefusedKeys refused = new RefusedKeys();
  private final AtomicLong changedSince = new AtomicLong();
  private final AtomicLong resyncsAsked = new AtomicLong();
  private volatile long resyncsDone;
  private volatile long lackingSince;
  private volatile boolean hasConnected;
  private volatile boolean woken;
  private volatile boolean stopping;
  private volatile boolean keepsInstance;
  private volatile Written written = new Written(0, 0, 0, 0);
  private volatile Condition condition;
  private boolean isUnrecorded;
  private long recordedNanos = System.nanoTime() - RECORD_NANOS;

  /**
   * A feed that is not started.
   *
   * @param predecessor the feed whose place it takes, which was stopped
   */
  @SuppressWarnings("this-escape") // the thread runs only when it is started
  SinkFeed(
      String name,
      ResourceSink declared,
      FollowedContents contents,
      Positions positions,
      InstantSource clock,
      String owner,
      @Nullable SinkFeed predecessor) {
    this.name = name;
    this.declared = declared;
    this.contents = contents;
    this.positions = positions;
    this.clock = clock;
    this.context = new ContextOfFeed(owner);
    this.condition = new Condition(State.CONNECTING, clock.instant(), Optional.empty());
    this.thread =
        Thread.ofPlatform().daemon().name("skip-sink-" + name).unstarted(() -> run(predecessor));
  }

  /** The sink, and its resource. */
  ResourceSink declared() {
    return declared;
  }

  /** Starts. Called once. */
  void start() {
    thread.start();
  }

  /**
   * Stops soon: after the target has been given what it lacks, or after the first failure.
   *
   * @param keepsOpen whether the resource instance stays open
   */
  void stop(boolean keepsOpen) {
    keepsInstance = keepsOpen;
    stopping = true;
    LockSupport.unpark(thread);
  }

  /** Waits until the feed has ended, for so many milliseconds at most, and says whether it has. */
  boolean hasEndedWithin(long millis) throws InterruptedException {
    return thread.join(Duration.ofMillis(Math.max(0, millis)));
  }

  /** Whether the feed has ended. */
  boolean hasEnded() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  /** Ends what the thread does, after {@link #stop}. */
  void interrupt() {
    thread.interrupt();
  }

  /** Gives the target everything again; begins soon. */
  void resync() {
    resyncsAsked.incrementAndGet();
    LockSupport.unpark(thread);
  }

  /** The status. For any thread. */
  SinkStatus status() {
    Condition now = condition;
    Optional<SinkPosition> acknowledged = positions.last();
    SinkStatus.Lag lag = contents.lag(acknowledged);
    long since = lackingSince != 0 ? lackingSince : changedSince.get();
    Duration age =
        (lag.keys() == 0 && lag.ticks() == 0) || since == 0
            ? Duration.ZERO
            : Duration.ofMillis(Math.max(0, clock.millis() - since));
    return new SinkStatus(
        name,
        declared.resource(),
        now.state(),
        now.since(),
        acknowledged,
        new SinkStatus.Lag(lag.ticks(), age, lag.keys()),
        now.reason(),
        written,
        refused.summary());
  }

  private void wake() {
    if (changedSince.get() == 0) {
      changedSince.compareAndSet(0, Math.max(1, clock.millis()));
    }
    woken = true;
    LockSupport.unpark(thread);
  }

  private void run(@Nullable SinkFeed predecessor) {
    try {
      if (predecessor != null) {
        predecessor.thread.join();
      }
      do {
        long asked = resyncsAsked.get(); // before the attempt: one asked for since ends the pause
        SinkException failure = failureOfAttempt();
        if (failure != null) {
          failed(failure, asked);
        }
      } while (!stopping);
    } catch (InterruptedException e) {
      System.getLogger(SinkFeed.class.getName())
          .log(System.Logger.Level.DEBUG, "the sink {0} was interrupted", name);
    } finally {
      Thread.interrupted(); // a journal must not be interrupted
      recordLast();
      contents.close(keepsInstance);
      become(State.STOPPED, condition.reason());
    }
  }

  /** Makes an attempt, which lasts until something fails or the feed is stopped. */
  private @Nullable SinkException failureOfAttempt() throws InterruptedException {
    try {
      feed();
      return null;
    } catch (SinkException e) {
      return e;
    } catch (InterruptedException e) {
      if (stopping) {
        throw e;
      }
      return SinkException.passing("the sink was interrupted");
    } catch (RuntimeException | Error e) { // nothing may end the thread unheard
      System.getLogger(SinkFeed.class.getName())
          .log(System.Logger.Level.DEBUG, "the sink " + name + " failed", FailureText.loggable(e));
      String message = e.getMessage();
      return SinkException.passing(
          message == null || message.isBlank() ? e.getClass().getSimpleName() : message);
    }
  }

  private void failed(SinkException failure, long asked) throws InterruptedException {
    written =
        new Written(
            written.batches(), written.entries(), written.resyncs(), written.failures() + 1);
    String reason = FailureText.of(Objects.requireNonNullElse(failure.getMessage(), "failed"));
    if (!condition.reason().equals(Optional.of(reason))) {
      System.getLogger(SinkFeed.class.getName())
          .log(System.Logger.Level.WARNING, "the sink {0} has failed: {1}", name, reason);
    }
    become(failure.isLasting() ? State.STOPPED : State.RETRYING, Optional.of(reason));
    if (failure.isLasting()) {
      waitUntil(Long.MAX_VALUE, asked);
      hasConnected = false; // who asks for a resync wants the target to be taken over again
    } else {
      waitUntil(Math.max(pause.next(), failure.retryAfterMillis()), asked);
    }
  }

  /** Waits for a time, for the end, or for a resync to be asked for. */
  private void waitUntil(long millis, long asked) throws InterruptedException {
    long begin = System.nanoTime();
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis); // the longest there is, for the longest
    while (!stopping && resyncsAsked.get() == asked) {
      long left = nanos - (System.nanoTime() - begin);
      if (left <= 0) {
        return;
      }
      park(left);
    }
  }

  private static void park(long nanos) throws InterruptedException {
    LockSupport.parkNanos(nanos);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private void feed() throws SinkException, InterruptedException {
    contents.open(this::wake);
    contents.remember(positions.last());
    try (Sink.Connection connection = declared.sink().connect(context)) {
      hasConnected = true;
      Optional<SinkPosition> at = connection.position();
      at.ifPresent(position -> positions.note(position, false));
      contents.remember(at);
      Optional<SinkPosition> seen = at;
      boolean goesOn = true;
      while (goesOn) {
        woken = false;
        long asked = resyncsAsked.get();
        long changed = changedSince.getAndSet(0);
        if (lackingSince == 0) {
          lackingSince = changed;
        }
        Optional<SinkPosition> from = asked > resyncsDone ? Optional.empty() : seen;
        switch (contents.since(from)) {
          case Pending.Entries entries -> {
            write(entries, at, connection);
            at = Optional.of(entries.position());
            seen = at;
            resyncsDone = entries.isResync() ? asked : resyncsDone;
          }
          case Pending.Nothing nothing -> {
            seen = Optional.of(nothing.position());
            lackingSince = 0;
            succeeded();
            goesOn = hasChangedBeforeStop();
          }
          case Pending.Failed failed -> {
            become(State.RETRYING, Optional.of(failed.reason()));
            goesOn = hasChangedBeforeStop();
          }
          case Pending.Ended ended -> goesOn = false;
        }
      }
    }
  }

  private void write(Pending.Entries entries, Optional<SinkPosition> at, Sink.Connection connection)
      throws SinkException, InterruptedException {
    if (lackingSince == 0) {
      lackingSince = Math.max(1, clock.millis());
    }
    Batch batch = new Batch(entries, at);
    connection.write(batch);
    batch.settle(refused);
    lackingSince = 0;
    written =
        new Written(
            written.batches() + 1,
            written.entries() + batch.count(),
            written.resyncs() + (entries.isResync() ? 1 : 0),
            written.failures());
    acknowledged(entries.position());
    succeeded();
  }

  private void acknowledged(SinkPosition position) {
    boolean isTime = System.nanoTime() - recordedNanos >= RECORD_NANOS;
    positions.note(position, isTime);
    contents.remember(Optional.of(position));
    isUnrecorded = !isTime;
    recordedNanos = isTime ? System.nanoTime() : recordedNanos;
  }

  private void recordLast() {
    if (isUnrecorded) {
      isUnrecorded = false;
      recordedNanos = System.nanoTime();
      positions.last().ifPresent(position -> positions.note(position, true));
    }
  }

  private void succeeded() {
    pause.reset();
    if (condition.state() != State.LIVE || condition.reason().isPresent()) {
      become(State.LIVE, Optional.empty());
    }
  }

  private void become(State state, Optional<String> reason) {
    Instant since = state == condition.state() ? condition.since() : clock.instant();
    condition = new Condition(state, since, reason);
  }

  /** Waits for a change; false if the feed is stopped, and there is none. */
  private boolean hasChangedBeforeStop() throws InterruptedException {
    long asked = resyncsDone;
    while (!woken && !stopping && resyncsAsked.get() <= asked) {
      if (isUnrecorded) {
        long left = RECORD_NANOS - (System.nanoTime() - recordedNanos);
        if (left <= 0) {
          recordLast();
        } else {
          park(left);
        }
      } else {
        park(Long.MAX_VALUE);
      }
    }
    return woken || !stopping;
  }

  /** The service, as the connections of this feed see it. */
  private final class ContextOfFeed implements Sink.Context {
    private final String owner;

    ContextOfFeed(String owner) {
      this.owner = owner;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String owner() {
      return owner;
    }

    @Override
    public boolean isReconnect() {
      return hasConnected;
    }

    @Override
    public Optional<SinkPosition> acknowledged() {
      return positions.last();
    }

    @Override
    public void troubled(String why) {
      become(State.RETRYING, Optional.of(why));
    }
  }
}
