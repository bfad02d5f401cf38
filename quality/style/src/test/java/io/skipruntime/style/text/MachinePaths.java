package io.skipruntime.style.text;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.List;
import java.util.regex.Pattern;

/** Bans paths of somebody's machine in any file: they work on that machine only. */
public final class MachinePaths implements Check {

  /** Written so that it does not find itself. */
  private static final Pattern PATH =
      Pattern.compile("(?<![\\w.}])/(home|work|Users|tmp/wt|usr/lib/(jvm))/[\\w.-]*");

  @Override
  public String rule() {
    return "no file names a path of a particular machine";
  }

  @Override
  public List<Violation> violations(Project project) {
    return Occurrences.of(PATH, project)
        .map(found -> new Violation(found.path(), "line " + found.line() + ": " + found.text()))
        .toList();
  }
}
