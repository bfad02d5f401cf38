package io.skipruntime.examples.demo;

import io.skipruntime.engine.CommitReport;
import io.skipruntime.engine.InstanceDescription;
import io.skipruntime.engine.NodeActivity;
import io.skipruntime.engine.NodeDescription;
import io.skipruntime.engine.Provenance;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The graph of a service, and what ran in it, as JSON for the page. */
final class ActivityJson {

  private ActivityJson() {}

  /** The nodes with what they depend on, and the resources that are open. */
  static Json graph(ServiceInstance service) {
    Map<String, Json> graph = new LinkedHashMap<>();
    graph.put(
        "nodes", Json.array(service.inspector().nodes().stream().map(ActivityJson::node).toList()));
    graph.put(
        "resources",
        Json.array(service.inspector().instances().stream().map(ActivityJson::resource).toList()));
    return Json.object(graph);
  }

  private static Json node(NodeDescription node) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", Json.of(node.id().fingerprint()));
    members.put("name", Json.of(node.id().name()));
    members.put("kind", Json.of(node.kind()));
    members.put("height", Json.of(node.height()));
    members.put("size", Json.of(node.size()));
    members.put("inputs", ids(node.inputs()));
    members.put("captured", ids(node.captured()));
    return Json.object(members);
  }

  private static Json ids(List<NodeId> nodes) {
    return Json.array(nodes.stream().map(each -> Json.of(each.fingerprint())).toList());
  }

  private static Json resource(InstanceDescription instance) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("resource", Json.of(instance.resource()));
    members.put("params", Json.from(instance.params()));
    members.put(
        "output", instance.output().<Json>map(id -> Json.of(id.fingerprint())).orElse(Json.NULL));
    return Json.object(members);
  }

  /**
   * What happened since the page was told last.
   *
   * @param reports those of the transactions since then, at least one
   * @param streams how many streams are open
   */
  static Json activity(List<CommitReport> reports, int streams) {
    List<CommitReport> writes =
        reports.stream().filter(each -> each.isWrite() || !each.isCommitted()).toList();
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("streams", Json.of(streams));
    members.put("writes", Json.of(writes.size()));
    members.put("runs", Json.of(writes.stream().mapToLong(CommitReport::functionRuns).sum()));
    members.put("medianNanos", Json.of(median(writes)));
    members.put("last", writes.isEmpty() ? Json.NULL : report(writes.getLast()));
    return Json.object(members);
  }

  private static long median(List<CommitReport> reports) {
    List<Long> nanos = new ArrayList<>(reports.stream().map(CommitReport::durationNanos).toList());
    Collections.sort(nanos);
    return nanos.isEmpty() ? 0 : nanos.get(nanos.size() / 2);
  }

  private static Json report(CommitReport report) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("tick", Json.of(report.tick()));
    members.put("isCommitted", Json.of(report.isCommitted()));
    members.put("nanos", Json.of(report.durationNanos()));
    members.put("runs", Json.of(report.functionRuns()));
    members.put("changed", Json.of(report.changedEntries()));
    members.put("nodes", Json.array(report.nodes().stream().map(ActivityJson::node).toList()));
    return Json.object(members);
  }

  private static Json node(NodeActivity activity) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", Json.of(activity.node().fingerprint()));
    members.put("runs", Json.of(activity.runs()));
    members.put("cutOffs", Json.of(activity.cutOffs()));
    members.put("changed", Json.of(activity.changedEntries()));
    members.put("keys", array(activity.changedKeys()));
    return Json.object(members);
  }

  private static Json array(List<?> values) {
    return Json.array(values.stream().map(Json::from).toList());
  }

  /** Why an entry has its values. */
  static Json provenance(Provenance entry) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", Json.of(entry.node().fingerprint()));
    members.put("name", Json.of(entry.node().name()));
    members.put("kind", Json.of(entry.kind()));
    members.put("key", Json.from(entry.key()));
    members.put("values", array(entry.values()));
    members.put("tick", Json.of(entry.tick()));
    members.put("omitted", Json.of(entry.omitted()));
    members.put("isRepeated", Json.of(entry.isRepeated()));
    entry.function().ifPresent(place -> members.put("function", Json.of(place.toString())));
    entry
        .writer()
        .flatMap(Provenance.Writer::time)
        .ifPresent(time -> members.put("written", Json.of(time.toString())));
    members.put(
        "causes",
        Json.array(
            entry.causes().stream()
                .map(cause -> {
                  Map<String, Json> told = new LinkedHashMap<>();
                  told.put("role", Json.of(cause.role().name()));
                  told.put("entry", provenance(cause.entry()));
                  return Json.object(told);
                })
                .toList()));
    return Json.object(members);
  }
}
