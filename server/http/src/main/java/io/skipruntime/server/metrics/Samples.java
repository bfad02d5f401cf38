package io.skipruntime.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.skipruntime.server.observe.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Numbers of one moment, by their names and labels. Used by one thread. */
final class Samples {

  private final List<Supplier<MetricSnapshot>> families = new ArrayList<>();

  /** Takes the numbers of one name. */
  interface Family {

    /** Adds a number, under labels that no other of the family has. */
    void add(Labels labels, Number value);

    /** Adds the only number. */
    default void add(Number value) {
      add(Labels.EMPTY, value);
    }
  }

  /** Takes the durations of one name. */
  interface Histogram {

    /** Adds durations, under labels that no others of the family have. */
    void add(Labels labels, Durations durations);

    /** Adds the only durations. */
    default void add(Durations durations) {
      add(Labels.EMPTY, durations);
    }
  }

  /** Numbers that only grow; {@code _total} is added to the name. */
  Family counter(String name, String help) {
    CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
    families.add(family::build);
    return (labels, value) ->
        family.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(value.doubleValue())
                .build());
  }

  /** Numbers that grow and shrink. */
  Family gauge(String name, String help) {
    GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
    families.add(family::build);
    return (labels, value) ->
        family.dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value.doubleValue())
                .build());
  }

  /** Durations. */
  Histogram histogram(String name, String help) {
    HistogramSnapshot.Builder family = HistogramSnapshot.builder().name(name).help(help);
    families.add(family::build);
    return (labels, durations) ->
        family.dataPoint(
            HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.of(Durations.boundsSeconds(), durations.counts()))
                .sum(durations.seconds())
                .build());
  }

  /** All that was added. */
  MetricSnapshots all() {
    return new MetricSnapshots(families.stream().map(Supplier::get).toList());
  }
}
