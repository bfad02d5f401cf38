package io.skipruntime.spring.actuator;

import io.skipruntime.SourceStatus;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.engine.spi.StuckFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of a service in three parts, by the rules of {@code /readyz}: {@code service} is down
 * if an error of the machine has broken it, and out of service while a function holds up all
 * writes; {@code storage}, where there is one, is down while nothing can be recorded; {@code
 * sources} is out of service while an external source has no data yet. A source that is stale has
 * its last data, and is a detail. Keeps no transaction waiting.
 */
public final class SkipHealth {

  private SkipHealth() {}

  /** The health of a service. */
  public static HealthContributor of(ServiceInstance service) {
    Map<String, HealthIndicator> parts = new LinkedHashMap<>();
    parts.put("service", () -> ofService(service));
    if (service.storage().isPresent()) {
      parts.put("storage", () -> ofStorage(service.storage().orElseThrow()));
    }
    parts.put("sources", () -> ofSources(service.sourceStatuses()));
    return CompositeHealthContributor.fromMap(parts);
  }

  private static Health ofService(ServiceInstance service) {
    if (service.health().broken().isPresent()) {
      return Health.down(service.health().broken().get()).build();
    }
    Optional<StuckFunction> stuck = service.health().stuck();
    if (stuck.isPresent()) {
      return Health.outOfService()
          .withDetail("function", stuck.get().function())
          .withDetail("key", stuck.get().key())
          .withDetail("since", stuck.get().since())
          .build();
    }
    return Health.up()
        .withDetail("watermark", service.watermark().toString())
        .withDetail("streams", service.streamCount())
        .build();
  }

  private static Health ofStorage(StorageStatus storage) {
    Health.Builder health =
        storage.state() == StorageStatus.State.RECORDING ? Health.up() : Health.down();
    health.withDetail("state", lower(storage.state()));
    if (!storage.detail().isEmpty()) {
      health.withDetail("detail", storage.detail());
    }
    return health.build();
  }

  private static Health ofSources(List<SourceStatus> sources) {
    boolean isReady =
        sources.stream()
            .noneMatch(each ->
                each.state() == SourceStatus.State.LOADING
                    || each.state() == SourceStatus.State.FAILED);
    Health.Builder health = isReady ? Health.up() : Health.outOfService();
    sources.stream()
        .filter(each -> each.state() != SourceStatus.State.LIVE)
        .forEach(each ->
            health.withDetail(
                each.service() + "/" + each.identifier(),
                lower(each.state()) + each.reason().map(": "::concat).orElse("")));
    return health.build();
  }

  private static String lower(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
