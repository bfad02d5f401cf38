package io.skipruntime.server;

import io.skipruntime.engine.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the server counts, as Prometheus reads it (text format 0.0.4). May be used by any thread.
 *
 * <ul>
 *   <li>{@code eventsEncoded} is less than {@code eventsSent} by the events that subscribers shared
 * </ul>
 */
final class Metrics {

  private final LongAdder requests = new LongAdder();
  private final LongAdder eventsSent = new LongAdder();
  private final LongAdder eventBytesSent = new LongAdder();
  private final LongAdder eventsEncoded = new LongAdder();
  private final ServiceInstance service;
  private final OpenStreams streams;

  Metrics(ServiceInstance service, OpenStreams streams) {
    this.service = service;
    this.streams = streams;
  }

  void countRequest() {
    requests.increment();
  }

  void countEvent(int bytes) {
    eventsSent.increment();
    eventBytesSent.add(bytes);
  }

  void countEncoding() {
    eventsEncoded.increment();
  }

  Answer answer() {
    StringBuilder out = new StringBuilder();
    gauge(out, "skip_watermark_tick", "Number of the last commit.", service.watermark().tick());
    gauge(out, "skip_nodes", "Nodes of the graph.", service.nodeCount());
    gauge(out, "skip_streams", "Streams that are open.", service.streamCount());
    gauge(out, "skip_instances", "Resource instances that are open.", service.instanceCount());
    gauge(
        out,
        "skip_failed_instances",
        "Resource instances that failed and wait for a change.",
        service.failedInstanceCount());
    gauge(out, "skip_sources", "External sources in use.", service.sourceStatuses().size());
    gauge(out, "skip_subscribers", "Connections that follow a stream.", streams.size());
    counter(out, "skip_requests_total", "Requests.", requests);
    counter(out, "skip_events_sent_total", "Events given to connections.", eventsSent);
    counter(out, "skip_event_bytes_sent_total", "Bytes of those events.", eventBytesSent);
    counter(out, "skip_events_encoded_total", "Events encoded.", eventsEncoded);
    return new Answer(
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        out.toString().getBytes(StandardCharsets.UTF_8),
        Map.of("Cache-Control", "no-store"));
  }

  private static void counter(StringBuilder out, String name, String help, LongAdder value) {
    sample(out, "counter", name, help, value.sum());
  }

  private static void gauge(StringBuilder out, String name, String help, long value) {
    sample(out, "gauge", name, help, value);
  }

  private static void sample(StringBuilder out, String kind, String name, String help, long value) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(kind).append('\n');
    out.append(name).append(' ').append(value).append('\n');
  }
}
