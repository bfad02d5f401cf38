package io.skipruntime.server.route;

import io.skipruntime.SinkStatus;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.InstanceDescription;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceStatistics;
import io.skipruntime.engine.StreamDescription;
import io.skipruntime.json.Json;
import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.stream.OpenStreams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The routes that tell how a service is doing: as a whole, its resource instances, streams and
 * their connections, external sources, sinks, and all that has failed. Lists are bounded: {@code
 * limit} says how many a client wants, {@code total} how many there are.
 */
final class InspectStateRoutes {

  private static final int USUAL_LIMIT = 200;
  private static final int MOST_LIMIT = 5_000;
  private static final long CONNECTIONS_MILLIS = 2_000;

  private final ServiceInstance service;
  private final OpenStreams streams;

  InspectStateRoutes(ServiceInstance service, OpenStreams streams) {
    this.service = service;
    this.streams = streams;
  }

  List<Route> routes() {
    return List.of(
        Route.blocking("GET", "/v1/inspect", call -> overview()),
        Route.blocking("GET", "/v1/inspect/instances", this::instances),
        Route.blocking("GET", "/v1/inspect/streams", this::streams),
        Route.blocking("GET", "/v1/inspect/sources", this::sources),
        Route.blocking("GET", "/v1/inspect/sinks", this::sinks),
        Route.blocking("GET", "/v1/inspect/failures", this::failures));
  }

  private Answer overview() {
    ServiceStatistics statistics = service.statistics();
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("watermark", Json.of(service.watermark().toString()));
    members.put("earliest", Json.of(service.inspector().earliest().toString()));
    members.put("time", Json.of(service.clock().instant().toString()));
    members.put("commits", Json.of(statistics.commits()));
    members.put("rollBacks", Json.of(statistics.rollBacks()));
    members.put("functionRuns", Json.of(statistics.functionRuns()));
    members.put("cutOffs", Json.of(statistics.cutOffs()));
    members.put("waitingTransactions", Json.of(statistics.waitingTransactions()));
    members.put("nodes", Json.of(service.nodeCount()));
    members.put("instances", Json.of(service.instanceCount()));
    members.put("streams", Json.of(service.streamCount()));
    members.put("connections", Json.of(streams.connections()));
    members.put("laggingConnections", Json.of(streams.lagging()));
    members.put("heap", heap());
    members.put("inputs", names(service.inputNames()));
    members.put("resources", names(service.resourceNames()));
    members.put("open", open());
    members.put("commands", names(List.copyOf(service.commands().names())));
    service.storage().ifPresent(storage -> members.put("storage", StateJson.storage(storage)));
    service.order().ifPresent(order -> members.put("cluster", StateJson.order(order)));
    return InspectJson.answer(Json.object(members));
  }

  private Json open() {
    Map<String, Json> counts = new LinkedHashMap<>();
    service.inspector().openInstances().forEach((name, count) -> counts.put(name, Json.of(count)));
    return Json.object(counts);
  }

  private static Json heap() {
    Runtime runtime = Runtime.getRuntime();
    return Json.object(
        Map.of(
            "usedBytes", Json.of(runtime.totalMemory() - runtime.freeMemory()),
            "mostBytes", Json.of(runtime.maxMemory())));
  }

  private static Json names(List<String> names) {
    return Json.array(names.stream().map(Json::of).toList());
  }

  private Answer instances(Call call) {
    List<InstanceDescription> found =
        call.query()
            .first("resource")
            .map(service.inspector()::instancesOf)
            .orElseGet(service.inspector()::instances);
    return InspectJson.answer(Json.object(listed(call, "instances", found, StateJson::instance)));
  }

  private Answer streams(Call call) {
    List<StreamDescription> found = new ArrayList<>(service.inspector().streams());
    found.sort(
        Comparator.comparing(StreamDescription::resource)
            .thenComparing(StreamDescription::identifier));
    Map<String, Json> members = listed(call, "streams", found, StateJson::stream);
    members.put("watermark", Json.of(service.watermark().toString()));
    members.put("totalConnections", Json.of(streams.connections()));
    members.put(
        "connections",
        Json.array(
            streams.describe((int) limit(call), CONNECTIONS_MILLIS).stream()
                .map(StateJson::connection)
                .toList()));
    return InspectJson.answer(Json.object(members));
  }

  private Answer sources(Call call) {
    List<SourceStatus> found = service.sourceStatuses();
    return InspectJson.answer(Json.object(listed(call, "sources", found, StateJson::source)));
  }

  private Answer sinks(Call call) {
    List<SinkStatus> found = service.sinks().statuses();
    return InspectJson.answer(Json.object(listed(call, "sinks", found, SinkJson::sink)));
  }

  private Answer failures(Call call) {
    List<Json> found = new ArrayList<>();
    service.health().broken().ifPresent(broken -> found.add(StateJson.failure("service", broken)));
    service.health().stuck().ifPresent(stuck -> found.add(StateJson.stuck(stuck)));
    service
        .inspector()
        .instances()
        .forEach(each ->
            each.failure().ifPresent(failure -> found.add(StateJson.failure(each, failure))));
    service.sourceStatuses().stream()
        .filter(each -> each.reason().isPresent())
        .forEach(each -> found.add(StateJson.failure(each)));
    service.sinks().statuses().stream()
        .filter(each -> each.reason().isPresent())
        .forEach(each -> found.add(SinkJson.failure(each)));
    return InspectJson.answer(Json.object(listed(call, "failures", found, Function.identity())));
  }

  private static <T> Map<String, Json> listed(
      Call call, String name, List<T> all, Function<T, Json> json) {
    long offset = InspectQuery.number(call, "offset", 0, Long.MAX_VALUE);
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("total", Json.of(all.size()));
    members.put(name, Json.array(all.stream().skip(offset).limit(limit(call)).map(json).toList()));
    return members;
  }

  private static long limit(Call call) {
    return InspectQuery.number(call, "limit", USUAL_LIMIT, MOST_LIMIT);
  }
}
