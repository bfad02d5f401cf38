package io.skipruntime.testkit;

import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.scratch.ExternalContents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * An external service whose data and failures a test determines. A service under test is given one
 * where it would connect to the real source. Thread-safe.
 *
 * <pre>{@code
 * ScriptedExternalService rates = new ScriptedExternalService();
 * rates.resource("eur").set(Entry.of("usd", 1.08));
 * TestedService service = TestedService.start(new PricesService(rates));
 * rates.resource("eur").update(Entry.of("usd", 1.09));
 * }</pre>
 */
public final class ScriptedExternalService implements ExternalService {

  private record Place(String resource, Json params) {}

  private final Map<Place, ScriptedResource> resources = new HashMap<>();
  private final Map<String, ScriptedResource> subscriptions = new HashMap<>();
  private boolean isShutDown;

  /** A resource that is used without parameters. */
  public ScriptedResource resource(String name) {
    return resource(name, Json.object(Map.of()));
  }

  /** A resource of this service; for equal names and parameters the same. */
  public synchronized ScriptedResource resource(String name, Json params) {
    return resources.computeIfAbsent(
        new Place(name, params), place -> new ScriptedResource(name, params));
  }

  @Override
  public CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks) {
    ScriptedResource wanted = resource(resource, params);
    synchronized (this) {
      subscriptions.put(instance, wanted);
    }
    return wanted.subscribe(instance, callbacks);
  }

  @Override
  public void unsubscribe(String instance) {
    ScriptedResource resource;
    synchronized (this) {
      resource = subscriptions.remove(instance);
    }
    if (resource != null) {
      resource.unsubscribe(instance);
    }
  }

  @Override
  public synchronized CompletionStage<Void> shutdown() {
    isShutDown = true;
    return ExternalService.super.shutdown();
  }

  /** Whether the service that used this one has ended. */
  public synchronized boolean isShutDown() {
    return isShutDown;
  }

  /** How many subscriptions there are now. */
  public synchronized int subscriptionCount() {
    return subscriptions.size();
  }

  /** Whether all that a service takes from outside is scripted. */
  static boolean isAllOf(SkipService<?, ?> service) {
    return service.externalServices().values().stream()
        .allMatch(ScriptedExternalService.class::isInstance);
  }

  /**
   * What the external resources of a service hold, as far as the service has accepted it; for
   * evaluation from scratch.
   *
   * @return refuses resources of external services that are not scripted
   */
  public static ExternalContents contentsOf(SkipService<?, ?> service) {
    return external -> {
      if (service.externalServices().get(external.service())
          instanceof ScriptedExternalService scripted) {
        return scripted.contents(external);
      }
      throw new SkipException(
          "the external service "
              + external.service()
              + " is not scripted, so that nobody knows its data; give the service a"
              + " ScriptedExternalService");
    };
  }

  private Map<Object, List<Object>> contents(ExternalResource<?, ?> external) {
    return resource(external.identifier(), external.params()).decoded(external);
  }
}
