package io.skipruntime.style.project;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small projects that exist in memory only, for the tests of the checks. */
public final class Sample {

  private Sample() {}

  /** A project of texts, given as path, text, path, text and so on. */
  public static Project project(String... pathsAndTexts) {
    return project(Path.of("nowhere"), pathsAndTexts);
  }

  /** A project of texts at a directory, where what is compiled of it may stand. */
  public static Project project(Path root, String... pathsAndTexts) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      texts.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return Project.of(root, texts);
  }

  /** What the check finds in a project of one file. */
  public static List<Violation> violations(Check check, String path, String text) {
    return check.violations(project(path, text));
  }

  /** The subjects of what the check finds in a project of one file. */
  public static List<String> subjects(Check check, String path, String text) {
    return violations(check, path, text).stream().map(Violation::subject).toList();
  }
}
