package io.skipruntime.server.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.skipruntime.server.problem.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All numbers as Prometheus reads them, in its text format or as OpenMetrics. The server's own are
 * read when the page is; those of the JVM are Micrometer's. May be used by any thread.
 */
final class MetricsPage {

  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Consumer<Samples>> numbers;

  /**
   * A page.
   *
   * @param numbers add what they know when the page is read
   */
  @SuppressWarnings("resource") // it counts until the process ends
  MetricsPage(List<Consumer<Samples>> numbers) {
    this.numbers = List.copyOf(numbers);
    List<MeterBinder> jvm =
        List.of(
            new JvmMemoryMetrics(),
            new JvmGcMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    jvm.forEach(each -> each.bindTo(registry));
    registry.getPrometheusRegistry().register(this::collect);
  }

  /** The page, in the format that the header {@code Accept} asks for. */
  Answer answer(String accept) {
    boolean open = accept.contains(OPEN_METRICS);
    String type = (open ? OPEN_METRICS + "; version=1.0.0" : "text/plain; version=0.0.4");
    byte[] body = registry.scrape(type).getBytes(StandardCharsets.UTF_8);
    return new Answer(
        200, type + "; charset=utf-8", body, Map.of("Cache-Control", "no-store", "Vary", "Accept"));
  }

  private MetricSnapshots collect() {
    return snapshots(numbers);
  }

  /** What all sources of numbers know at this moment. */
  static MetricSnapshots snapshots(List<Consumer<Samples>> numbers) {
    Samples samples = new Samples();
    numbers.forEach(each -> each.accept(samples));
    return samples.all();
  }
}
