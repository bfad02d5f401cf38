package io.skipruntime.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/problems.md has a heading for each type of problem, and for nothing else. */
class ProblemsDocumentTest {

  private static final Path PROJECT = Path.of("..", "..");
  private static final String STATUS_AND_TYPE = "\\b[45][0-9]{2},\\s*\"([a-z][a-z0-9-]*)\"";

  private static Set<String> all(String text, String pattern) {
    Set<String> found = new TreeSet<>();
    Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .forEach(match -> found.add(match.group(1)));
    return found;
  }

  /** The sources of the server, and of what reads JSON, which has types of its own. */
  private static String sources() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String module : List.of("server/http", "core/json")) {
      try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          text.append(Files.readString(file));
        }
      }
    }
    return text.toString();
  }

  private static Set<String> headings() throws IOException {
    return all(
        Files.readString(PROJECT.resolve("docs").resolve("problems.md")), "^## ([a-z0-9-]+)$");
  }

  /** The first column has statuses, the second types, each before what it means. */
  private static Set<String> listed() throws IOException {
    String page = Files.readString(PROJECT.resolve("docs").resolve("http-api.md"));
    Set<String> types = new TreeSet<>();
    for (String row : page.lines().filter(line -> line.matches("\\| [45].*")).toList()) {
      types.addAll(all(row, "`([a-z][a-z0-9]*(?:-[a-z0-9]+)*)`"));
    }
    types.removeAll(
        Set.of(
            "node",
            "key",
            "message",
            "at",
            "error",
            "detail",
            "idle-seconds",
            "show-errors",
            "tick"));
    return types;
  }

  @Test
  void everyTypeThatTheServerGives_isAHeading() throws IOException {
    Set<String> given = all(sources(), STATUS_AND_TYPE);
    assertThat(given).hasSizeGreaterThan(20);
    assertThat(headings()).containsAll(given);
  }

  @Test
  void everyHeading_isATypeOfTheServer_andIsListed() throws IOException {
    String sources = sources();
    assertThat(headings())
        .isNotEmpty()
        .allSatisfy(type -> assertThat(sources).contains('"' + type + '"'))
        .isEqualTo(listed());
  }
}
