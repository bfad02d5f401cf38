package io.skipruntime.server.route;

import io.skipruntime.engine.EntryPage;
import io.skipruntime.engine.EntrySelection;
import io.skipruntime.engine.NodeDescription;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.problem.RefusedException;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.request.PastRead;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The routes that tell of the graph: its nodes, and the contents of each collection. */
final class InspectGraphRoutes {

  private static final int USUAL_NODES = 2_000;
  private static final int MOST_NODES = 20_000;

  private final ServiceInstance service;

  InspectGraphRoutes(ServiceInstance service) {
    this.service = service;
  }

  List<Route> routes() {
    return List.of(
        Route.blocking("GET", "/v1/inspect/graph", this::graph),
        Route.blocking("GET", "/v1/inspect/collections/{node}", this::contents));
  }

  /** The nodes, lower ones first, so that a limit leaves out those that nothing depends on. */
  private Answer graph(Call call) {
    long limit = InspectQuery.number(call, "limit", USUAL_NODES, MOST_NODES);
    List<NodeDescription> nodes = service.inspector().nodes();
    Map<NodeId, Long> instances = new HashMap<>();
    service
        .inspector()
        .instances()
        .forEach(each -> each.output().ifPresent(node -> instances.merge(node, 1L, Long::sum)));
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("watermark", Json.of(service.watermark().toString()));
    members.put("time", Json.of(service.clock().instant().toString()));
    members.put("total", Json.of(nodes.size()));
    members.put(
        "nodes",
        Json.array(
            nodes.stream()
                .limit(limit)
                .map(each -> node(each, instances.getOrDefault(each.id(), 0L)))
                .toList()));
    return InspectJson.answer(Json.object(members));
  }

  private static Json node(NodeDescription node, long instances) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", Json.of(node.id().fingerprint()));
    members.put("name", Json.of(node.id().name()));
    members.put("operator", Json.of(node.kind()));
    node.function().ifPresent(place -> members.put("function", InspectJson.function(place)));
    members.put("inputs", ids(node.inputs()));
    members.put("lookups", ids(node.captured()));
    members.put("height", Json.of(node.height()));
    members.put("instances", Json.of(instances));
    members.put("isCollection", Json.of(node.isCollection()));
    members.put("entries", Json.of(node.size()));
    members.put("tombstones", Json.of(node.tombstones()));
    members.put("heapBytes", Json.of(node.heapBytes()));
    members.put("runs", Json.of(node.runs()));
    members.put("cutOffs", Json.of(node.cutOffs()));
    members.put("nanos", Json.of(node.nanos()));
    return Json.object(members);
  }

  private static Json ids(List<NodeId> nodes) {
    return Json.array(nodes.stream().map(each -> Json.of(each.fingerprint())).toList());
  }

  private Answer contents(Call call) {
    EntrySelection selection = InspectQuery.entries(call);
    try {
      return contents(
          service
              .inspector()
              .page(
                  call.part("node"),
                  selection,
                  PastRead.of(call, service).map(past -> past.watermark())));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          404,
          "unknown-collection",
          "there is no collection "
              + call.part("node")
              + ", or no longer; GET /v1/inspect/graph lists those that there are");
    }
  }

  private static Answer contents(EntryPage page) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("node", InspectJson.node(page.node()));
    members.put("watermark", Json.of(page.watermark().toString()));
    members.put("size", Json.of(page.size()));
    members.put(
        "entries", Json.array(page.entries().stream().map(InspectGraphRoutes::entry).toList()));
    if (page.hasMore()) {
      members.put("next", Json.from(page.entries().getLast().key()));
    }
    return InspectJson.answer(Json.object(members));
  }

  private static Json entry(EntryPage.DatedEntry entry) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("key", Json.from(entry.key()));
    members.put("values", InspectJson.array(entry.values()));
    members.put("tick", Json.of(entry.tick()));
    return Json.object(members);
  }
}
