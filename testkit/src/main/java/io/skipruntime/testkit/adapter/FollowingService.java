package io.skipruntime.testkit.adapter;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A running service that shows a source as it is. For one thread. */
final class FollowingService implements AutoCloseable {

  private static final String RESOURCE = "followed";
  private static final long NEVER_IDLE_MILLIS = 1_000_000;

  private final TestedSource source;
  private final CountedService adapter;
  private final ServiceInstance service;

  /** The service. */
  private record Following(ExternalService adapter, ExternalResource<?, ?> resource)
      implements SkipService<Following.Inputs, Following.Inputs> {

    /** An input, since a service has one. */
    record Inputs(EagerCollection<Long, Long> unused) {}

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of(resource.service(), adapter);
    }

    @Override
    public Resources<Inputs> resources() {
      ExternalResource<?, ?> used = resource; // else the function would capture the adapter, too
      return Resources.<Inputs>empty()
          .and(RESOURCE, (inputs, context) -> context.useExternalResource(used));
    }

    @Override
    public Inputs createGraph(Inputs inputs, Context context) {
      return inputs;
    }
  }

  private FollowingService(TestedSource source, CountedService adapter, ServiceInstance service) {
    this.source = source;
    this.adapter = adapter;
    this.service = service;
  }

  static FollowingService start(TestedSource source, EngineOptions options) throws Exception {
    CountedService adapter = new CountedService(source.connect());
    return new FollowingService(
        source,
        adapter,
        ServiceInstance.start(
            new Following(adapter, source.resource()), options.withIdleMillis(NEVER_IDLE_MILLIS)));
  }

  /** The numbers by key. Waits until there is data. */
  Map<String, Long> contents() {
    Map<String, Long> contents = new TreeMap<>();
    for (Entry<Object, Object> entry : service.<Object, Object>getAll(RESOURCE)) {
      contents.put(
          Json.from(entry.key()).asString(), source.number(Json.from(entry.values().getFirst())));
    }
    return contents;
  }

  /** How the source is doing; empty if it is not used. */
  Optional<SourceStatus> status() {
    return service.sourceStatuses().stream().findFirst();
  }

  /** How often the adapter has delivered all there is. */
  int replacements() {
    return adapter.replacements();
  }

  /** Waits until the service has what the source has. */
  void becomes(Map<String, Long> expected) throws Exception {
    Waiting.until(
        () -> contents().equals(expected),
        () -> "expected %s, found %s; %s".formatted(expected, contents(), status()));
  }

  /** Waits until the source is in a state. */
  void becomes(SourceStatus.State state) throws Exception {
    Waiting.until(
        () -> status().filter(status -> status.state() == state).isPresent(),
        () -> "expected %s, found %s".formatted(state, status()));
  }

  /** Closes the service, and waits until the adapter is shut down. */
  @Override
  public void close() {
    service.close();
    adapter.shutdown().toCompletableFuture().join();
  }
}
