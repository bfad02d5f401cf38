package io.skipruntime.sql.system;

import io.skipruntime.SourceStatus;
import io.skipruntime.engine.CommitReport;
import io.skipruntime.engine.InstanceDescription;
import io.skipruntime.engine.NodeDescription;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.StreamDescription;
import io.skipruntime.json.Json;
import io.skipruntime.sql.catalog.SystemTable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the schema {@code skip}: the graph of a service, its open instances and streams,
 * its sources and its last commits, as they are when a query reads them. They are of the present,
 * also where a query is asked of the past.
 */
public final class ServiceTables {

  private static final String SCHEMA = "skip";

  private static final CatalogTable NODES =
      CatalogTable.of(
          SCHEMA,
          "nodes",
          "name:text fingerprint:text kind:text function:text inputs:json height:int"
              + " is_collection:bool keys:long tombstones:long heap_bytes:long runs:long"
              + " cut_offs:long nanos:long");

  private static final CatalogTable INSTANCES =
      CatalogTable.of(
          SCHEMA,
          "instances",
          "resource:text params:json output:text keys:long streams:int subscribers:int"
              + " failure:text stale_since:time");

  private static final CatalogTable STREAMS =
      CatalogTable.of(
          SCHEMA,
          "streams",
          "identifier:text resource:text params:json subscribers:int idle_since:time"
              + " permitted_until:time");

  private static final CatalogTable SOURCES =
      CatalogTable.of(
          SCHEMA,
          "sources",
          "service:text identifier:text params:json state:text since:time last_delivery:time"
              + " reason:text");

  private static final CatalogTable COMMITS =
      CatalogTable.of(
          SCHEMA,
          "commits",
          "number:long time:time tick:long is_committed:bool is_write:bool duration_nanos:long"
              + " changed_entries:long function_runs:long notified_instances:int sent_events:long"
              + " sent_bytes:long");

  private ServiceTables() {}

  /** The tables of a service. Reading {@code nodes} and {@code instances} holds up writes a bit. */
  public static List<SystemTable> of(ServiceInstance service) {
    return List.of(
        NODES.with(() -> service.inspector().nodes().stream().map(ServiceTables::row).toList()),
        INSTANCES.with(
            () -> service.inspector().instances().stream().map(ServiceTables::row).toList()),
        STREAMS.with(() -> service.inspector().streams().stream().map(ServiceTables::row).toList()),
        SOURCES.with(() -> service.sourceStatuses().stream().map(ServiceTables::row).toList()),
        COMMITS.with(() ->
            service.recentCommits().stream()
                .flatMap(commits -> commits.after(0).stream())
                .map(ServiceTables::row)
                .toList()));
  }

  private static @Nullable Object[] row(NodeDescription node) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("name", node.id().name());
    row.put("fingerprint", node.id().fingerprint());
    row.put("kind", node.kind());
    row.put("function", node.function().map(Object::toString).orElse(null));
    row.put("inputs", Json.from(node.inputs().stream().map(Object::toString).toList()));
    row.put("height", (long) node.height());
    row.put("is_collection", node.isCollection());
    row.put("keys", node.size());
    row.put("tombstones", node.tombstones());
    row.put("heap_bytes", node.heapBytes());
    row.put("runs", node.runs());
    row.put("cut_offs", node.cutOffs());
    row.put("nanos", node.nanos());
    return NODES.row(row);
  }

  private static @Nullable Object[] row(InstanceDescription instance) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("resource", instance.resource());
    row.put("params", Json.from(instance.params()));
    row.put("output", instance.output().map(Object::toString).orElse(null));
    row.put("keys", instance.entries());
    row.put("streams", (long) instance.streams());
    row.put("subscribers", (long) instance.subscribers());
    row.put("failure", instance.failure().map(Throwable::getMessage).orElse(null));
    row.put("stale_since", instance.staleSince().orElse(null));
    return INSTANCES.row(row);
  }

  private static @Nullable Object[] row(StreamDescription stream) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("identifier", stream.identifier());
    row.put("resource", stream.resource());
    row.put("params", Json.from(stream.params()));
    row.put("subscribers", (long) stream.subscribers());
    row.put("idle_since", stream.idleSince().orElse(null));
    row.put("permitted_until", stream.until().orElse(null));
    return STREAMS.row(row);
  }

  private static @Nullable Object[] row(SourceStatus source) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("service", source.service());
    row.put("identifier", source.identifier());
    row.put("params", source.params());
    row.put("state", source.state().name().toLowerCase(Locale.ROOT));
    row.put("since", source.since());
    row.put("last_delivery", source.lastDelivery().orElse(null));
    row.put("reason", source.reason().orElse(null));
    return SOURCES.row(row);
  }

  private static @Nullable Object[] row(CommitReport commit) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("number", commit.number());
    row.put("time", commit.time());
    row.put("tick", commit.tick());
    row.put("is_committed", commit.isCommitted());
    row.put("is_write", commit.isWrite());
    row.put("duration_nanos", commit.durationNanos());
    row.put("changed_entries", commit.changedEntries());
    row.put("function_runs", commit.functionRuns());
    row.put("notified_instances", (long) commit.notifiedInstances());
    row.put("sent_events", commit.sentEvents());
    row.put("sent_bytes", commit.sentBytes());
    return COMMITS.row(row);
  }
}
