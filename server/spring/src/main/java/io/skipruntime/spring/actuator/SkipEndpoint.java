package io.skipruntime.spring.actuator;

import io.skipruntime.SinkStatus;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.InstanceDescription;
import io.skipruntime.engine.NodeDescription;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.ServiceStatistics;
import io.skipruntime.engine.StreamDescription;
import io.skipruntime.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The endpoint {@code skip}: how the service is doing, and in its parts {@code inputs}, {@code
 * resources}, {@code collections}, {@code instances}, {@code streams} and {@code sources} what it
 * has. The parts {@code collections} and {@code instances} hold up writes for a time in proportion
 * to their number; the others keep nothing waiting.
 */
@Endpoint(id = "skip")
public final class SkipEndpoint {

  private final ServiceInstance service;

  /** An endpoint for a service. */
  public SkipEndpoint(ServiceInstance service) {
    this.service = service;
  }

  /** The version, and numbers of what the service has done and holds. */
  @ReadOperation
  public Map<String, Object> status() {
    ServiceStatistics statistics = service.statistics();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("watermark", service.watermark().toString());
    status.put("broken", service.health().broken().isPresent());
    status.put("commits", statistics.commits());
    status.put("rollBacks", statistics.rollBacks());
    status.put("functionRuns", statistics.functionRuns());
    status.put("waitingTransactions", statistics.waitingTransactions());
    status.put("streams", service.streamCount());
    status.put("inputs", service.inputNames());
    status.put("resources", service.resourceNames());
    status.put("commands", service.commands().names());
    service
        .storage()
        .ifPresent(
            storage -> status.put("storage", storage.state().name().toLowerCase(Locale.ROOT)));
    return status;
  }

  /**
   * What the service has of a kind.
   *
   * @return null, which is answered with 404, if the part is none of those that there are
   */
  @ReadOperation
  public @Nullable List<Map<String, Object>> part(@Selector String part) {
    return switch (part) {
      case "inputs" -> inputs();
      case "resources" -> resources();
      case "collections" ->
          service.inspector().nodes().stream().map(SkipEndpoint::describe).toList();
      case "instances" ->
          service.inspector().instances().stream().map(SkipEndpoint::describe).toList();
      case "streams" -> service.inspector().streams().stream().map(SkipEndpoint::describe).toList();
      case "sources" -> service.sourceStatuses().stream().map(SkipEndpoint::describe).toList();
      case "sinks" -> service.sinks().statuses().stream().map(SkipEndpoint::describe).toList();
      default -> null;
    };
  }

  private List<Map<String, Object>> inputs() {
    return service.inputNames().stream()
        .map(name -> Map.<String, Object>of("name", name, "entries", service.getInput(name).size()))
        .toList();
  }

  private List<Map<String, Object>> resources() {
    List<ServiceStatistics.ResourceSize> open = service.statistics().resources();
    return service.resourceNames().stream()
        .map(name ->
            open.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(each -> describe(name, each.instances(), each.failed(), each.entries()))
                .orElseGet(() -> describe(name, 0, 0, 0)))
        .toList();
  }

  private static Map<String, Object> describe(
      String name, long instances, long failed, long entries) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("name", name);
    resource.put("instances", instances);
    resource.put("failed", failed);
    resource.put("entries", entries);
    return resource;
  }

  private static Map<String, Object> describe(NodeDescription node) {
    Map<String, Object> collection = new LinkedHashMap<>();
    collection.put("name", node.id().toString());
    collection.put("kind", node.kind());
    collection.put("inputs", node.inputs().stream().map(Object::toString).toList());
    collection.put("captured", node.captured().stream().map(Object::toString).toList());
    collection.put("entries", node.size());
    collection.put("tombstones", node.tombstones());
    collection.put("heapBytes", node.heapBytes());
    collection.put("runs", node.runs());
    collection.put("cutOffs", node.cutOffs());
    collection.put("nanos", node.nanos());
    return collection;
  }

  private static Map<String, Object> describe(InstanceDescription instance) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("resource", instance.resource());
    described.put("params", Json.from(instance.params()).toString());
    described.put("entries", instance.entries());
    described.put("streams", instance.streams());
    described.put("subscribers", instance.subscribers());
    instance
        .failure()
        .ifPresent(failure -> described.put("failure", String.valueOf(failure.getMessage())));
    return described;
  }

  private static Map<String, Object> describe(StreamDescription stream) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("identifier", stream.identifier());
    described.put("resource", stream.resource());
    described.put("params", Json.from(stream.params()).toString());
    described.put("subscribers", stream.subscribers());
    stream.idleSince().ifPresent(since -> described.put("idleSince", since.toString()));
    return described;
  }

  private static Map<String, Object> describe(SourceStatus source) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("service", source.service());
    described.put("identifier", source.identifier());
    described.put("params", source.params().toString());
    described.put("state", lower(source.state()));
    described.put("since", source.since().toString());
    source.reason().ifPresent(reason -> described.put("reason", reason));
    described.put("rejectedKeys", source.rejected().count());
    if (!source.warnings().isEmpty()) {
      described.put("warnings", source.warnings());
    }
    return described;
  }

  private static Map<String, Object> describe(SinkStatus sink) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", sink.name());
    described.put("resource", sink.resource());
    described.put("state", lower(sink.state()));
    described.put("since", sink.since().toString());
    sink.acknowledged().ifPresent(position -> described.put("acknowledged", position.toString()));
    described.put("lagKeys", sink.lag().keys());
    described.put("lagMillis", sink.lag().age().toMillis());
    sink.reason().ifPresent(reason -> described.put("reason", reason));
    described.put("refusedKeys", sink.refused().count());
    return described;
  }

  private static String lower(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
