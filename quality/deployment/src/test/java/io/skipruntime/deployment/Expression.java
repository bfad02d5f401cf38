package io.skipruntime.deployment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an expression of PromQL says of the time series that it reads. It is looked at by its words,
 * not parsed: a name before a brace, a range or an operator is that of a time series if it begins
 * as ours do.
 *
 * @param text the expression
 */
record Expression(String text) {

  private static final Pattern SERIES =
      Pattern.compile("\\b((?:skip|jvm|process|system)_[a-z_]+|up)\\b(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=~|!~|!=|=)\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

  /** The labels that Prometheus adds to all that it reads, and what is counted in a histogram. */
  private static final Set<String> ADDED = Set.of("instance", "job");

  /** What a source may be, of which the page has what there is only. */
  private static final Set<String> STATES = Set.of("loading", "live", "stale", "failed");

  /** What the expression, and texts that are shown with it, name and the page does not have. */
  List<String> missingIn(Metrics metrics, Stream<String> shownLabels) {
    List<String> missing = new ArrayList<>();
    Set<String> labels = new HashSet<>(ADDED);
    for (MatchResult series : SERIES.matcher(text).results().toList()) {
      Map<String, Set<String>> known = metrics.labels().get(series.group(1));
      if (series.group(1).equals("up")) {
        continue;
      }
      if (known == null) {
        missing.add(series.group(1));
      } else {
        labels.addAll(known.keySet());
        missing.addAll(unknownMatchers(series, known));
      }
    }
    Stream.concat(GROUPING.matcher(text).results().flatMap(Expression::names), shownLabels)
        .filter(label -> !labels.contains(label))
        .forEach(missing::add);
    return missing;
  }

  private static Stream<String> names(MatchResult grouping) {
    return Stream.of(grouping.group(1).split(",")).map(String::strip);
  }

  private static List<String> unknownMatchers(MatchResult series, Map<String, Set<String>> known) {
    String matchers = series.group(2) == null ? "" : series.group(2);
    return MATCHER
        .matcher(matchers)
        .results()
        .filter(matcher -> !ADDED.contains(matcher.group(1)))
        .filter(matcher -> !isKnown(matcher, known))
        .map(matcher -> series.group(1) + "{" + matcher.group() + "}")
        .toList();
  }

  private static boolean isKnown(MatchResult matcher, Map<String, Set<String>> known) {
    Set<String> values = known.get(matcher.group(1));
    if (values == null) {
      return false;
    }
    return !matcher.group(2).equals("=")
        || values.contains(matcher.group(3))
        || (matcher.group(1).equals("state") && STATES.contains(matcher.group(3)));
  }
}
