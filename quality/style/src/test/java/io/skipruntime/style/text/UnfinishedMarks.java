package io.skipruntime.style.text;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Bans marks for unfinished work in any file, where nobody sees them: what is left to do is an
 * issue, or is done.
 */
public final class UnfinishedMarks implements Check {

  /** Written so that it does not find itself. */
  private static final Pattern MARK = Pattern.compile("\\b([T]ODO|[F]IXME|[X]XX)\\b");

  @Override
  public String rule() {
    return "no file has a mark for unfinished work";
  }

  @Override
  public List<Violation> violations(Project project) {
    return Occurrences.of(MARK, project)
        .map(found -> new Violation(found.path(), "line " + found.line() + ": " + found.text()))
        .toList();
  }
}
