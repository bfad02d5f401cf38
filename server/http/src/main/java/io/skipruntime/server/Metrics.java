package io.skipruntime.server;

import io.skipruntime.engine.ServiceInstance;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the server counts of events, and the page that has all numbers. May be used by any thread.
 *
 * <ul>
 *   <li>{@code eventsEncoded} is less than {@code eventsSent} by the events that subscribers shared
 * </ul>
 */
final class Metrics {

  private final LongAdder eventsSent = new LongAdder();
  private final LongAdder eventBytesSent = new LongAdder();
  private final LongAdder eventsEncoded = new LongAdder();
  private final LongAdder stalled = new LongAdder();
  private final ServiceInstance service;
  private final OpenStreams streams;
  private final Telemetry telemetry;
  private final List<Pending> pending;
  private @Nullable MetricsPage page;

  Metrics(
      ServiceInstance service, OpenStreams streams, Telemetry telemetry, List<Pending> pending) {
    this.service = service;
    this.streams = streams;
    this.telemetry = telemetry;
    this.pending = List.copyOf(pending);
  }

  void countEvent(int bytes) {
    eventsSent.increment();
    eventBytesSent.add(bytes);
  }

  void countEncoding() {
    eventsEncoded.increment();
  }

  /** Counts a connection that was ended because its client did not read. */
  void countStalled() {
    stalled.increment();
  }

  long stalled() {
    return stalled.sum();
  }

  long eventsSent() {
    return eventsSent.sum();
  }

  long eventBytesSent() {
    return eventBytesSent.sum();
  }

  long eventsEncoded() {
    return eventsEncoded.sum();
  }

  ServiceInstance service() {
    return service;
  }

  OpenStreams streams() {
    return streams;
  }

  /** What each listener holds of requests and answers on their way. */
  List<Pending> pending() {
    return pending;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  /** The page, in the format that the call asks for. */
  Answer answer(Call call) {
    return page().answer(call.header("Accept").orElse(""));
  }

  /** Made when it is first asked for, since that takes as long as a server takes to start. */
  private synchronized MetricsPage page() {
    MetricsPage made = page == null ? new MetricsPage(this) : page;
    page = made;
    return made;
  }
}
