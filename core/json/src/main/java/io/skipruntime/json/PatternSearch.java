package io.skipruntime.json;

import java.util.ArrayList;
import java.util.List;

/**
 * One search for the matches of a pattern in a document, which ends with an exception when it finds
 * or looks at more than {@link JsonPattern} allows: a short pattern can have very many matches in a
 * short document.
 */
final class PatternSearch {

  private final List<Json> matches = new ArrayList<>();
  private int bindings;
  private int steps;

  /** The matches that were found. */
  JsonArray matches() {
    return new JsonArray(matches);
  }

  /** Notes a match. */
  void add(PatternBindings found) {
    if (found.isEmpty()) {
      return;
    }
    bindings += found.size();
    if (matches.size() == JsonPattern.MAX_MATCHES) {
      throw exceeded(JsonPattern.MAX_MATCHES, "matches");
    }
    if (bindings > JsonPattern.MAX_BINDINGS) {
      throw exceeded(JsonPattern.MAX_BINDINGS, "variables in its matches");
    }
    matches.add(found.toJson());
  }

  /** Notes that some more has been looked at. */
  void step(int count) {
    steps += count;
    if (steps > JsonPattern.MAX_STEPS) {
      throw new JsonPatternLimitException(
          "it takes more than %,d steps to find what the pattern matches"
              .formatted(JsonPattern.MAX_STEPS));
    }
  }

  private static JsonPatternLimitException exceeded(int limit, String what) {
    return new JsonPatternLimitException("the pattern has more than %,d %s".formatted(limit, what));
  }
}
