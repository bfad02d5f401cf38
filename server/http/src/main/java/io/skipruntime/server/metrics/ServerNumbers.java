package io.skipruntime.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.server.observe.Telemetry;
import io.skipruntime.server.stream.OpenStreams;
import io.skipruntime.server.stream.StreamCounters;
import java.util.function.Consumer;

/**
 * The numbers of the server: its streams, the events that they are sent, its requests, and the
 * durations of commits.
 *
 * @param service whose streams are counted
 * @param streams the connections that follow them
 * @param counters what these are sent
 * @param telemetry what is known of requests and commits
 */
record ServerNumbers(
    ServiceInstance service, OpenStreams streams, StreamCounters counters, Telemetry telemetry)
    implements Consumer<Samples> {

  @Override
  public void accept(Samples samples) {
    addStreams(samples);
    addRequests(samples);
    samples
        .histogram("skip_commit_duration_seconds", "Time that commits took.")
        .add(telemetry.commits());
  }

  private void addStreams(Samples samples) {
    samples.gauge("skip_streams", "Streams that are open.").add(service.streamCount());
    samples.gauge("skip_subscribers", "Connections that follow a stream.").add(streams.size());
    samples
        .gauge(
            "skip_lagging_subscribers",
            "Connections whose clients do not read what there is for them.")
        .add(streams.lagging());
    samples
        .counter(
            "skip_stalled_connections",
            "Connections of streams that were ended because their clients did not read.")
        .add(counters.stalled());
    samples
        .gauge(
            "skip_partly_sent_event_bytes",
            "Bytes of events that are kept for clients that have read a part of them.")
        .add(streams.partlySent().bytes());
    samples.counter("skip_events_sent", "Events given to connections.").add(counters.eventsSent());
    samples
        .counter("skip_event_bytes_sent", "Bytes of those events.")
        .add(counters.eventBytesSent());
    samples
        .counter("skip_events_encoded", "Events encoded; the others were shared.")
        .add(counters.eventsEncoded());
  }

  private void addRequests(Samples samples) {
    Samples.Histogram durations =
        samples.histogram(
            "skip_request_duration_seconds",
            "Time until requests were answered; for event streams, until they ended.");
    telemetry
        .requests()
        .forEach((kind, each) ->
            durations.add(
                Labels.of(
                    "listener",
                    kind.listener(),
                    "method",
                    kind.method(),
                    "route",
                    kind.route(),
                    "status",
                    String.valueOf(kind.status())),
                each));
    samples
        .counter("skip_request_log_omitted", "Requests that the log lacks, since it is too slow.")
        .add(telemetry.omittedLogLines());
  }
}
