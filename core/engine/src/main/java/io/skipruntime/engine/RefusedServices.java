package io.skipruntime.engine;

import io.skipruntime.ExternalService;
import io.skipruntime.SkipService;
import io.skipruntime.engine.definition.ServiceDefinition;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The external services of a service that is refused, which are to be shut down. */
final class RefusedServices {

  private RefusedServices() {}

  /**
   * The external services, by name.
   *
   * @param definition what the service says about itself; null if it could not be read
   * @param refusal takes what keeps the service from telling them, as suppressed
   */
  static Map<String, ExternalService> of(
      SkipService<?, ?> service, @Nullable ServiceDefinition definition, Throwable refusal) {
    Supplier<Map<String, ExternalService>> services =
        definition == null ? service::externalServices : definition::externalServices;
    try {
      return Map.copyOf(services.get());
    } catch (RuntimeException e) {
      if (e != refusal) {
        refusal.addSuppressed(e);
      }
      return Map.of();
    }
  }
}
