package io.skipruntime.deployment;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The time series that a page of {@code /metrics} has.
 *
 * @param labels by the name of a time series, the values that each of its labels has
 */
record Metrics(Map<String, Map<String, Set<String>>> labels) {

  private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Reads a page in the text format of Prometheus. */
  static Metrics of(String page) {
    Map<String, Map<String, Set<String>>> labels = new TreeMap<>();
    SERIES.matcher(page).results().forEach(series -> add(series, labels));
    return new Metrics(labels);
  }

  private static void add(MatchResult series, Map<String, Map<String, Set<String>>> labels) {
    Map<String, Set<String>> own = labels.computeIfAbsent(series.group(1), name -> new TreeMap<>());
    if (series.group(2) != null) {
      LABEL
          .matcher(series.group(2))
          .results()
          .forEach(label ->
              own.computeIfAbsent(label.group(1), name -> new TreeSet<>()).add(label.group(2)));
    }
  }
}
