package io.skipruntime.server.stream;

import io.skipruntime.engine.RecentCommits;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of events that a server has encoded and sent. May be used by any thread.
 *
 * <ul>
 *   <li>{@code eventsEncoded} is less than {@code eventsSent} by the events that subscribers shared
 * </ul>
 */
public final class StreamCounters {

  private final LongAdder eventsSent = new LongAdder();
  private final LongAdder eventBytesSent = new LongAdder();
  private final LongAdder eventsEncoded = new LongAdder();
  private final LongAdder stalled = new LongAdder();

  private final @Nullable RecentCommits commits;

  /** Counters at 0. */
  public StreamCounters() {
    this(Optional.empty());
  }

  /**
   * Counters at 0.
   *
   * @param commits is told of what each commit has let be sent
   */
  public StreamCounters(Optional<RecentCommits> commits) {
    this.commits = commits.orElse(null);
  }

  /**
   * Counts an event of a size in bytes that was given to a connection.
   *
   * @param tick the tick that it brings its subscriber to
   */
  void countEvent(int bytes, long tick) {
    eventsSent.increment();
    eventBytesSent.add(bytes);
    RecentCommits told = commits;
    if (told != null) {
      told.sent(tick, bytes);
    }
  }

  /** Counts an event that was encoded. */
  void countEncoding() {
    eventsEncoded.increment();
  }

  /** Counts a connection that was ended because its client did not read. */
  void countStalled() {
    stalled.increment();
  }

  /** The number of connections that were ended because their clients did not read. */
  public long stalled() {
    return stalled.sum();
  }

  /** The number of events given to connections. */
  public long eventsSent() {
    return eventsSent.sum();
  }

  /** The bytes of those events. */
  public long eventBytesSent() {
    return eventBytesSent.sum();
  }

  /** The number of events that were encoded. */
  public long eventsEncoded() {
    return eventsEncoded.sum();
  }
}
