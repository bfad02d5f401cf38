package io.skipruntime.style.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The violations of one check that are let pass, each with its reason.
 *
 * <p>A list may only shrink: an entry that no violation needs any more is itself a violation. A
 * line of the file is {@code subject: reason}; lines that begin with {@code #} and empty lines mean
 * nothing.
 */
public final class Exceptions {

  private final Map<String, String> reasons;

  private Exceptions(Map<String, String> reasons) {
    this.reasons = reasons;
  }

  /**
   * The list in {@code exceptions/<name of the check>.txt} on the class path; empty without such a
   * file.
   */
  public static Exceptions of(Check check) throws IOException {
    String resource = "/exceptions/" + check.name() + ".txt";
    try (InputStream in = Exceptions.class.getResourceAsStream(resource)) {
      return parse(in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The list that the text holds. */
  public static Exceptions parse(String text) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(": ");
      if (colon < 0) {
        throw new IllegalArgumentException(
            "an exception needs a reason, as in 'subject: reason': " + line);
      }
      reasons.put(line.substring(0, colon), line.substring(colon + 2));
    }
    return new Exceptions(reasons);
  }

  /** The violations that no exception covers, and one for every exception that covers none. */
  public List<Violation> remaining(List<Violation> violations) {
    List<Violation> remaining = new ArrayList<>();
    Set<String> needless = new HashSet<>(reasons.keySet());
    for (Violation violation : violations) {
      if (reasons.containsKey(violation.subject())) {
        needless.remove(violation.subject());
      } else {
        remaining.add(violation);
      }
    }
    reasons.keySet().stream()
        .filter(needless::contains)
        .map(subject -> new Violation(subject, "the exception is no longer needed: remove it"))
        .forEach(remaining::add);
    return remaining;
  }
}
