package io.skipruntime.server.stream;

import java.util.concurrent.atomic.LongAdder;

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

  /** Counters at 0. */
  public StreamCounters() {}

  /** Counts an event of a size in bytes that was given to a connection. */
  void countEvent(int bytes) {
    eventsSent.increment();
    eventBytesSent.add(bytes);
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
