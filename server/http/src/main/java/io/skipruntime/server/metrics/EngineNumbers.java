package io.skipruntime.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceStatistics;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.engine.spi.StorageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The numbers of the engine: its commits, collections, resource instances and external sources.
 *
 * @param service what is counted
 */
record EngineNumbers(ServiceInstance service) implements Consumer<Samples> {

  private static final String TOTAL = "_total";

  @Override
  public void accept(Samples samples) {
    ServiceStatistics statistics = service.statistics();
    addCommits(samples, statistics);
    addCollections(samples, statistics);
    addResources(samples, statistics.resources());
    addSources(samples, service.sourceStatuses());
    SinkNumbers.add(samples, service.sinks().statuses());
    new AsyncNumbers(service.asyncStatistics()).accept(samples);
    service.storage().ifPresent(storage -> addStorage(samples, storage));
    service.order().ifPresent(order -> addOrder(samples, order));
  }

  private void addCommits(Samples samples, ServiceStatistics statistics) {
    samples
        .gauge("skip_watermark_tick", "Number of the last commit that changed data.")
        .add(service.watermark().tick());
    samples.counter("skip_commits", "Transactions that were committed.").add(statistics.commits());
    samples
        .counter(
            "skip_rollbacks",
            "Transactions that were rolled back, because a function failed or an external source"
                + " had no data yet.")
        .add(statistics.rollBacks());
    samples
        .counter(
            "skip_function_runs",
            "Calls of mappers, reducers, lazy computations and resources, one for each entry that"
                + " they are applied to.")
        .add(statistics.functionRuns());
    samples
        .counter(
            "skip_cut_offs",
            "Collections that were computed again and had the same contents as before, so that"
                + " nothing was computed from them.")
        .add(statistics.cutOffs());
    samples
        .gauge("skip_waiting_transactions", "Transactions that wait until the running one is done.")
        .add(statistics.waitingTransactions());
    samples
        .gauge(
            "skip_stuck_function_seconds",
            "For how many seconds a function has held up all writes; 0 unless that is longer than"
                + " stuck-seconds.")
        .add(service.health().stuck().map(stuck -> secondsSince(stuck.since())).orElse(0L));
    samples
        .gauge(
            "skip_nodes", "Nodes of the dataflow graph: collections that are inputs or computed.")
        .add(service.nodeCount());
  }

  private static void addStorage(Samples samples, StorageStatus storage) {
    samples
        .gauge("skip_storage_usable", "1 while writes can be recorded, 0 while they cannot.")
        .add(storage.state() == StorageStatus.State.RECORDING ? 1 : 0);
    addFigures(samples, "storage", storage.figures());
  }

  private static void addOrder(Samples samples, OrderStatus order) {
    samples
        .gauge("skip_cluster_usable", "1 while the log of the cluster can be reached, else 0.")
        .add(order.state() == OrderStatus.State.FOLLOWING ? 1 : 0);
    addFigures(samples, "cluster", order.figures());
  }

  private static void addFigures(Samples samples, String of, Map<String, Double> figures) {
    figures.forEach((name, value) -> {
      if (name.endsWith(TOTAL)) {
        samples
            .counter(
                "skip_" + of + "_" + name.substring(0, name.length() - TOTAL.length()),
                "What the " + of + " has done since the start.")
            .add(value);
      } else {
        samples.gauge("skip_" + of + "_" + name, "How the " + of + " is doing.").add(value);
      }
    });
  }

  private static void addCollections(Samples samples, ServiceStatistics statistics) {
    Samples.Family entries =
        samples.gauge("skip_collection_entries", "Number of keys of a shared collection.");
    Samples.Family tombstones =
        samples.gauge(
            "skip_collection_tombstones",
            "Number of deleted keys that are remembered, so that subscribers can resume.");
    Samples.Family bytes =
        samples.gauge(
            "skip_collection_heap_bytes",
            "Size of a shared collection in memory, estimated from 32 of its entries.");
    for (ServiceStatistics.CollectionSize each : statistics.collections()) {
      Labels labels = Labels.of("collection", each.label());
      entries.add(labels, each.entries());
      tombstones.add(labels, each.tombstones());
      bytes.add(labels, each.heapBytes());
    }
  }

  private static void addResources(
      Samples samples, List<ServiceStatistics.ResourceSize> resources) {
    samples
        .gauge(
            "skip_failed_instances",
            "Resource instances that have failed; each is built again when something that it has"
                + " read changes.")
        .add(resources.stream().mapToLong(ServiceStatistics.ResourceSize::failed).sum());
    Samples.Family instances =
        samples.gauge(
            "skip_instances",
            "Open instances of a resource, one for each set of parameters in use.");
    Samples.Family entries =
        samples.gauge(
            "skip_instance_entries",
            "Number of keys of all open instances of a resource together.");
    for (ServiceStatistics.ResourceSize each : resources) {
      Labels labels = Labels.of("resource", each.name());
      instances.add(labels, each.instances());
      entries.add(labels, each.entries());
    }
  }

  private static void addSources(Samples samples, List<SourceStatus> statuses) {
    Samples.Family sources =
        samples.gauge(
            "skip_sources",
            "External sources by service and state: loading, live, stale or failed.");
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
            "Age in seconds of a service's oldest stale source, counted from when it became stale;"
                + " 0 if none is stale.");
    Instant now = Instant.now();
    addByService(staleness, statuses, each -> staleSeconds(each, now), Math::max);
    addLoads(samples, statuses);
    addLags(samples, statuses);
    addByService(
        samples.gauge(
            "skip_source_rejected_keys",
            "Keys of a service's external sources that have no usable value at the source."),
        statuses,
        each -> each.rejected().count(),
        Long::sum);
    addByService(
        samples.gauge(
            "skip_source_warnings", "Warnings of a service's external sources that are going on."),
        statuses,
        each -> (long) each.warnings().size(),
        Long::sum);
  }

  private static void addLoads(Samples samples, List<SourceStatus> statuses) {
    List<SourceStatus> loading =
        statuses.stream().filter(each -> each.progress().isPresent()).toList();
    addByService(
        samples.gauge(
            "skip_source_loaded_entries",
            "Entries that a service's external sources have read of what they are loading now."),
        loading,
        each -> each.progress().orElseThrow().loaded(),
        Long::sum);
    addByService(
        samples.gauge(
            "skip_source_estimated_entries",
            "Entries, by estimate, of what a service's external sources are loading now."),
        loading,
        each -> each.progress().orElseThrow().estimated(),
        Long::sum);
  }

  private static void addLags(Samples samples, List<SourceStatus> statuses) {
    List<SourceStatus> lagging = statuses.stream().filter(each -> each.lag().isPresent()).toList();
    Samples.Family amounts =
        samples.gauge(
            "skip_source_lag",
            "How much the external source that is furthest behind has not delivered, by service"
                + " and unit.");
    lagging.stream()
        .collect(
            Collectors.groupingBy(
                each ->
                    Labels.of("service", each.service(), "unit", each.lag().orElseThrow().unit()),
                Collectors.mapping(
                    each -> each.lag().orElseThrow().amount(), Collectors.reducing(0L, Math::max))))
        .forEach(amounts::add);
    addByService(
        samples.gauge(
            "skip_source_lag_seconds",
            "Age in seconds of the oldest data that a service's external sources have not"
                + " delivered."),
        lagging,
        each -> each.lag().orElseThrow().age().map(Duration::toSeconds).orElse(0L),
        Math::max);
  }

  private static void addByService(
      Samples.Family family,
      List<SourceStatus> statuses,
      ToLongFunction<SourceStatus> number,
      BinaryOperator<Long> together) {
    statuses.stream()
        .collect(
            Collectors.groupingBy(
                SourceStatus::service,
                Collectors.mapping(number::applyAsLong, Collectors.reducing(0L, together))))
        .forEach((service, value) -> family.add(Labels.of("service", service), value));
  }

  private long secondsSince(Instant time) {
    return Math.max(0, Duration.between(time, service.clock().instant()).toSeconds());
  }

  private static long staleSeconds(SourceStatus status, Instant now) {
    return status.state() == SourceStatus.State.STALE
        ? Duration.between(status.since(), now).toSeconds()
        : 0;
  }
}
