package io.skipruntime.server;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A number of {@code /metrics} as it was at some moment, for programs that keep numbers of their
 * own. Immutable.
 *
 * @param name its name, without the {@code _total} of counters
 * @param help its meaning, for people
 * @param kind how it changes
 * @param labels its labels; those of one name are unique
 * @param value the number; of durations, their sum in seconds
 * @param count how many durations there are; 0 for other numbers
 */
public record Measurement(
    String name, String help, Kind kind, Map<String, String> labels, double value, long count) {

  /** The kinds of numbers. */
  public enum Kind {
    /** A number that only grows. */
    COUNTER,
    /** A number that grows and shrinks. */
    GAUGE,
    /** The number and the sum of durations. */
    DURATIONS
  }

  /** The numbers that snapshots have. */
  static List<Measurement> of(MetricSnapshots snapshots) {
    List<Measurement> all = new ArrayList<>();
    for (MetricSnapshot snapshot : snapshots) {
      switch (snapshot) {
        case CounterSnapshot counter ->
            counter
                .getDataPoints()
                .forEach(each ->
                    all.add(of(snapshot, Kind.COUNTER, each.getLabels(), each.getValue(), 0)));
        case GaugeSnapshot gauge ->
            gauge
                .getDataPoints()
                .forEach(each ->
                    all.add(of(snapshot, Kind.GAUGE, each.getLabels(), each.getValue(), 0)));
        case HistogramSnapshot histogram ->
            histogram
                .getDataPoints()
                .forEach(each ->
                    all.add(
                        of(
                            snapshot,
                            Kind.DURATIONS,
                            each.getLabels(),
                            each.getSum(),
                            each.getCount())));
        default -> throw new IllegalStateException("no number of a server is a " + snapshot);
      }
    }
    return all;
  }

  private static Measurement of(
      MetricSnapshot snapshot, Kind kind, Labels labels, double value, long count) {
    Map<String, String> named = new LinkedHashMap<>();
    labels.forEach(label -> named.put(label.getName(), label.getValue()));
    String help = snapshot.getMetadata().getHelp();
    return new Measurement(
        snapshot.getMetadata().getName(), help == null ? "" : help, kind, named, value, count);
  }
}
