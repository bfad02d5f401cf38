package io.skipruntime.server.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.skipruntime.SinkStatus;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The numbers of a service's sinks; a service without sinks has none of them. */
final class SinkNumbers {

  private SinkNumbers() {}

  static void add(Samples samples, List<SinkStatus> sinks) {
    if (sinks.isEmpty()) {
      return;
    }
    Samples.Family states =
        samples.gauge(
            "skip_sink_state",
            "1 for the state that a sink is in: connecting, live, retrying or stopped.");
    for (SinkStatus each : sinks) {
      String state = each.state().name().toLowerCase(Locale.ROOT);
      states.add(Labels.of("sink", each.name(), "state", state), 1);
    }
    gauge(
        samples,
        sinks,
        "skip_sink_lag_ticks",
        "Commits since the state that a sink's target has; 0 if it lacks nothing.",
        each -> each.lag().ticks());
    gauge(
        samples,
        sinks,
        "skip_sink_lag_seconds",
        "Seconds for which there has been something that a sink's target lacks.",
        each -> each.lag().age().toMillis() / 1e3);
    gauge(
        samples,
        sinks,
        "skip_sink_lag_keys",
        "Keys that a sink's target lacks, counted up to 10,000.",
        each -> each.lag().keys());
    gauge(
        samples,
        sinks,
        "skip_sink_refused_keys",
        "Keys that a sink's target does not take as they are.",
        each -> each.refused().count());
    addCounters(samples, sinks);
  }

  private static void addCounters(Samples samples, List<SinkStatus> sinks) {
    counter(
        samples,
        sinks,
        "skip_sink_batches",
        "Batches that a sink's target has taken.",
        each -> each.written().batches());
    counter(
        samples,
        sinks,
        "skip_sink_entries",
        "Entries of the batches that a sink's target has taken.",
        each -> each.written().entries());
    counter(
        samples,
        sinks,
        "skip_sink_resyncs",
        "Batches with all entries that a sink's target has taken.",
        each -> each.written().resyncs());
    counter(
        samples,
        sinks,
        "skip_sink_failures",
        "Connections and batches of a sink that have failed.",
        each -> each.written().failures());
  }

  private static void gauge(
      Samples samples,
      List<SinkStatus> sinks,
      String name,
      String help,
      Function<SinkStatus, Number> number) {
    add(samples.gauge(name, help), sinks, number);
  }

  private static void counter(
      Samples samples,
      List<SinkStatus> sinks,
      String name,
      String help,
      Function<SinkStatus, Number> number) {
    add(samples.counter(name, help), sinks, number);
  }

  private static void add(
      Samples.Family family, List<SinkStatus> sinks, Function<SinkStatus, Number> number) {
    sinks.forEach(each -> family.add(Labels.of("sink", each.name()), number.apply(each)));
  }
}
