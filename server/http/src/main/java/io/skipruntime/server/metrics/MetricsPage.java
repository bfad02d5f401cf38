package io.skipruntime.server.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.ServiceStatistics;
import io.skipruntime.server.problem.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All numbers as Prometheus reads them, in its text format or as OpenMetrics. The server's own are
 * read when the page is; those of the JVM are Micrometer's. May be used by any thread.
 */
final class MetricsPage {

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics;

  @SuppressWarnings("resource") // it counts until the process ends
  MetricsPage(Metrics metrics) {
    this.metrics = metrics;
    List<MeterBinder> jvm =
        List.of(
            new JvmMemoryMetrics(),
            new JvmGcMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    jvm.forEach(each -> each.bindTo(registry));
    registry.getPrometheusRegistry().register(this::collect);
  }

  /** The page, in the format that the header {@code Accept} asks for. */
  Answer answer(String accept) {
    boolean open = accept.contains(OPEN_METRICS);
    String type = (open ? OPEN_METRICS + "; version=1.0.0" : "text/plain; version=0.0.4");
    byte[] body = registry.scrape(type).getBytes(StandardCharsets.UTF_8);
    return new Answer(
        200, type + "; charset=utf-8", body, Map.of("Cache-Control", "no-store", "Vary", "Accept"));
  }

  private MetricSnapshots collect() {
    Samples samples = new Samples();
    addEngine(samples, metrics.service().statistics());
    addSources(samples, metrics.service().sourceStatuses());
    addStreams(samples);
    addRequests(samples);
    return samples.all();
  }

  private void addEngine(Samples samples, ServiceStatistics statistics) {
    samples
        .gauge("skip_watermark_tick", "Number of the last commit that changed data.")
        .add(metrics.service().watermark().tick());
    samples.counter("skip_commits", "Transactions that were committed.").add(statistics.commits());
    samples
        .counter(
            "skip_rollbacks",
            "Transactions that were taken back: something failed, or they waited for a source.")
        .add(statistics.rollBacks());
    samples
        .histogram("skip_commit_duration_seconds", "Time that commits took.")
        .add(metrics.telemetry().commits());
    samples
        .counter(
            "skip_function_runs",
            "Runs of mappers, reducers, computations and resources for an entry.")
        .add(statistics.functionRuns());
    samples
        .counter("skip_cut_offs", "Collections that were recomputed and came out the same.")
        .add(statistics.cutOffs());
    samples
        .gauge("skip_waiting_transactions", "Transactions that wait for the one that runs.")
        .add(statistics.waitingTransactions());
    samples.gauge("skip_nodes", "Nodes of the graph.").add(metrics.service().nodeCount());
    Samples.Family entries =
        samples.gauge("skip_collection_entries", "Keys of a shared collection.");
    Samples.Family tombstones =
        samples.gauge(
            "skip_collection_tombstones",
            "Deleted keys that are remembered for subscribers that resume.");
    Samples.Family bytes =
        samples.gauge(
            "skip_collection_heap_bytes",
            "Estimated size of a shared collection, from 32 of its entries.");
    for (ServiceStatistics.CollectionSize each : statistics.collections()) {
      Labels labels = Labels.of("collection", each.name());
      entries.add(labels, each.entries());
      tombstones.add(labels, each.tombstones());
      bytes.add(labels, each.heapBytes());
    }
    addResources(samples, statistics.resources());
  }

  private void addResources(Samples samples, List<ServiceStatistics.ResourceSize> resources) {
    samples
        .gauge("skip_failed_instances", "Resource instances that failed and wait for a change.")
        .add(resources.stream().mapToLong(ServiceStatistics.ResourceSize::failed).sum());
    Samples.Family instances = samples.gauge("skip_instances", "Open instances of a resource.");
    Samples.Family entries =
        samples.gauge("skip_instance_entries", "Keys of all open instances of a resource.");
    for (ServiceStatistics.ResourceSize each : resources) {
      Labels labels = Labels.of("resource", each.name());
      instances.add(labels, each.instances());
      entries.add(labels, each.entries());
    }
  }

  private static void addSources(Samples samples, List<SourceStatus> statuses) {
    Samples.Family sources =
        samples.gauge("skip_sources", "External sources by service and state.");
    statuses.stream()
        .collect(
            Collectors.groupingBy(
                each ->
                    Labels.of(
                        "service",
                        each.service(),
                        "state",
                        each.state().name().toLowerCase(Locale.ROOT)),
                Collectors.counting()))
        .forEach(sources::add);
    Samples.Family staleness =
        samples.gauge(
            "skip_source_stale_seconds",
            "How long the source of a service has been stale that has been so the longest.");
    Instant now = Instant.now();
    statuses.stream()
        .collect(
            Collectors.groupingBy(
                SourceStatus::service,
                Collectors.mapping(
                    each -> staleSeconds(each, now), Collectors.reducing(0L, Math::max))))
        .forEach((service, seconds) -> staleness.add(Labels.of("service", service), seconds));
  }

  private static long staleSeconds(SourceStatus status, Instant now) {
    return status.state() == SourceStatus.State.STALE
        ? Duration.between(status.since(), now).toSeconds()
        : 0;
  }

  private void addStreams(Samples samples) {
    samples.gauge("skip_streams", "Streams that are open.").add(metrics.service().streamCount());
    samples
        .gauge("skip_subscribers", "Connections that follow a stream.")
        .add(metrics.streams().size());
    samples
        .gauge(
            "skip_lagging_subscribers",
            "Connections whose clients do not read what there is for them.")
        .add(metrics.streams().lagging());
    samples
        .counter(
            "skip_stalled_connections",
            "Connections of streams that were ended because their clients did not read.")
        .add(metrics.counters().stalled());
    samples
        .gauge(
            "skip_partly_sent_event_bytes",
            "Bytes of events that are kept for clients that have read a part of them.")
        .add(metrics.streams().partlySent().bytes());
    samples
        .counter("skip_events_sent", "Events given to connections.")
        .add(metrics.counters().eventsSent());
    samples
        .counter("skip_event_bytes_sent", "Bytes of those events.")
        .add(metrics.counters().eventBytesSent());
    samples
        .counter("skip_events_encoded", "Events encoded; the others were shared.")
        .add(metrics.counters().eventsEncoded());
  }

  private void addRequests(Samples samples) {
    Samples.Histogram durations =
        samples.histogram(
            "skip_request_duration_seconds",
            "Time until requests were answered; for event streams, until they ended.");
    metrics
        .telemetry()
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
        .add(metrics.telemetry().omittedLogLines());
  }
}
