package io.skipruntime.style.text;

import io.skipruntime.style.project.Project;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a pattern is found in the project's text files. */
final class Occurrences {

  private Occurrences() {}

  /** What one match of the pattern is and where; lines are counted from one. */
  record Occurrence(String path, long line, String text) {}

  static Stream<Occurrence> of(Pattern pattern, Project project) {
    return project.texts().entrySet().stream()
        .flatMap(file -> of(pattern, file.getKey(), file.getValue()));
  }

  private static Stream<Occurrence> of(Pattern pattern, String path, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match ->
            new Occurrence(
                path,
                1 + text.substring(0, match.start()).chars().filter(c -> c == '\n').count(),
                match.group()));
  }
}
