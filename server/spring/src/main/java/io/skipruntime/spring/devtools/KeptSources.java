package io.skipruntime.spring.devtools;

import io.skipruntime.DelegatingService;
import io.skipruntime.ExternalService;
import io.skipruntime.SkipService;
import java.util.HashMap;
import java.util.Map;

/**
 * The external services of a service that is kept: subscriptions stay while the beans that have the
 * data are made again, such as a {@code DataSource}, and move to the new ones then.
 */
final class KeptSources {

  private final Map<String, MovableExternalService> services = new HashMap<>();

  /**
   * The service of the next start, whose external services go on with open subscriptions.
   * Subscriptions that are opened from now on are those of the new external services.
   */
  SkipService<?, ?> next(SkipService<?, ?> service) {
    return kept(service);
  }

  private <I extends Record, S extends Record> SkipService<I, S> kept(SkipService<I, S> service) {
    Map<String, ExternalService> all = new HashMap<>();
    service
        .externalServices()
        .forEach((name, next) -> {
          MovableExternalService movable =
              services.computeIfAbsent(name, unknown -> new MovableExternalService());
          movable.next(next);
          all.put(name, movable);
        });
    return new Kept<>(service, Map.copyOf(all));
  }

  /** Moves open subscriptions to the external services of the last start. */
  void moveAll() {
    services.values().forEach(MovableExternalService::moveAll);
  }

  /** A service with external services that outlive it. */
  private record Kept<I extends Record, S extends Record>(
      SkipService<I, S> delegate, Map<String, ExternalService> externalServices)
      implements DelegatingService<I, S> {}
}
