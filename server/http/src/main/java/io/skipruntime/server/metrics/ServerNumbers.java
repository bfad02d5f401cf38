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
        .histogram(
            "skip_commit_duration_seconds",
            "Time from the start of a transaction to its commit, in seconds.")
        .add(telemetry.commits());
  }

  private void addStreams(Samples samples) {
    samples
        .gauge("skip_streams", "Open streams, whether a connection follows them or not.")
        .add(service.streamCount());
    samples.gauge("skip_subscribers", "Connections that follow a stream.").add(streams.size());
    samples
        .gauge(
            "skip_lagging_subscribers",
            "Connections that follow a stream and have more to send than their clients read.")
        .add(streams.lagging());
    samples
        .counter(
            "skip_stalled_connections",
            "Connections of streams that were ended because their clients read nothing for too"
                + " long.")
        .add(counters.stalled());
    samples
        .gauge(
            "skip_partly_sent_event_bytes",
            "Bytes of the events that some clients have read only a part of.")
        .add(streams.partlySent().bytes());
    samples
        .counter("skip_events_sent", "Events that were sent, counted once for each connection.")
        .add(counters.eventsSent());
    samples
        .counter("skip_event_bytes_sent", "Bytes of the events that were sent.")
        .add(counters.eventBytesSent());
    samples
        .counter(
            "skip_events_encoded",
            "Events that were encoded; connections that need the same event share one.")
        .add(counters.eventsEncoded());
  }

  private void addRequests(Samples samples) {
    Samples.Histogram durations =
        samples.histogram(
            "skip_request_duration_seconds",
            "Time from a request to the end of its answer, in seconds; for an event stream, to the"
                + " end of the stream.");
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
        .counter(
            "skip_request_log_omitted",
            "Requests without a line in the request log, because it could not be written fast"
                + " enough.")
        .add(telemetry.omittedLogLines());
  }
}
