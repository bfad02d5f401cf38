package io.skipruntime.spring.actuator;

import static java.util.stream.Collectors.toMap;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.skipruntime.server.Measurement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The numbers of {@code /metrics} as meters of the application, under the same names: a registry
 * for Prometheus shows the lines that the server's own page has, but for the buckets of durations.
 *
 * <p>All are read together, at most once a second, when a registry asks for one of them. Meters
 * come and go with what they count, such as the instances of a resource: those that are new when
 * they are read are there from the next reading on. Thread-safe.
 */
public final class SkipMeters implements MeterBinder {

  private static final long FRESH_NANOS = 1_000_000_000;
  private static final String SECONDS = "_seconds";

  /** Stands for a number that is gone while its meter is being read. */
  private static final Measurement GONE =
      new Measurement("", "", Measurement.Kind.GAUGE, Map.of(), Double.NaN, 0);

  private final MeasurementSource source;
  private final Map<MeterRegistry, Map<Key, Meter>> registries = new LinkedHashMap<>();
  private Map<Key, Measurement> latest = Map.of();
  private long readNanos;

  /** The name and the labels of a number. */
  private record Key(String name, Map<String, String> labels) {}

  /** The meters of what a source counts. */
  public SkipMeters(MeasurementSource source) {
    this.source = source;
  }

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    registries.putIfAbsent(registry, new HashMap<>());
    read();
  }

  private void read() {
    latest =
        source.measurements().stream()
            .collect(toMap(each -> new Key(each.name(), each.labels()), each -> each));
    readNanos = System.nanoTime();
    registries.forEach((registry, meters) -> {
      meters
          .entrySet()
          .removeIf(each -> {
            boolean isGone = !latest.containsKey(each.getKey());
            if (isGone) {
              registry.remove(each.getValue());
            }
            return isGone;
          });
      latest.forEach((key, measurement) ->
          meters.computeIfAbsent(key, none -> bind(key, measurement, registry)));
    });
  }

  private Meter bind(Key key, Measurement measurement, MeterRegistry registry) {
    List<Tag> tags = new ArrayList<>();
    key.labels().forEach((name, value) -> tags.add(Tag.of(name, value)));
    return switch (measurement.kind()) {
      case COUNTER ->
          FunctionCounter.builder(key.name(), this, all -> all.current(key).value())
              .description(measurement.help())
              .tags(tags)
              .register(registry);
      case GAUGE ->
          Gauge.builder(key.name(), this, all -> all.current(key).value())
              .description(measurement.help())
              .tags(tags)
              .register(registry);
      case DURATIONS ->
          FunctionTimer.builder(
                  withoutUnit(key.name()),
                  this,
                  all -> all.current(key).count(),
                  all -> all.current(key).value(),
                  TimeUnit.SECONDS)
              .description(measurement.help())
              .tags(tags)
              .register(registry);
    };
  }

  /** A timer has its unit from the registry, in the name that it shows. */
  private static String withoutUnit(String name) {
    return name.endsWith(SECONDS) ? name.substring(0, name.length() - SECONDS.length()) : name;
  }

  private synchronized Measurement current(Key key) {
    if (System.nanoTime() - readNanos > FRESH_NANOS) {
      read();
    }
    return latest.getOrDefault(key, GONE);
  }
}
