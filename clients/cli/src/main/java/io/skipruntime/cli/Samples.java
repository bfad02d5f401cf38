package io.skipruntime.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers in Prometheus' text format.
 *
 * @param values by name and labels, as in {@code name{label="value"}}, in their order
 */
record Samples(Map<String, Double> values) {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{.*\\})?) ([^ ]+)(?: -?[0-9]+)?");

  /** The samples of a page; lines that are none have no meaning. */
  static Samples parse(String page) {
    Map<String, Double> values = new LinkedHashMap<>();
    page.lines()
        .map(SAMPLE::matcher)
        .filter(Matcher::matches)
        .forEach(sample -> values.put(sample.group(1), number(sample.group(2))));
    return new Samples(values);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Those whose names begin with a text, except for the parts of histograms. */
  Map<String, Double> of(String start) {
    Map<String, Double> found = new TreeMap<>();
    values.forEach((name, value) -> {
      if (name.startsWith(start) && !name.contains("_bucket{")) {
        found.put(name, value);
      }
    });
    return found;
  }

  /** The sum of those with a name, over all labels. */
  double sum(String name) {
    return values.entrySet().stream()
        .filter(each -> each.getKey().equals(name) || each.getKey().startsWith(name + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** How much of the heap is in use. */
  double heapUsedBytes() {
    return values.entrySet().stream()
        .filter(each -> each.getKey().startsWith("jvm_memory_used_bytes{"))
        .filter(each -> each.getKey().contains("area=\"heap\""))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Those with a name, by the value of their only label. */
  Map<String, Double> labelled(String name, String label) {
    Map<String, Double> found = new TreeMap<>();
    String start = name + "{" + label + "=\"";
    values.forEach((sample, value) -> {
      if (sample.startsWith(start)) {
        found.put(sample.substring(start.length(), sample.lastIndexOf('"')), value);
      }
    });
    return found;
  }
}
