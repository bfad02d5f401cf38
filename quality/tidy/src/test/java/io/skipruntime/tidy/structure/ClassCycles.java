package io.skipruntime.tidy.structure;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import io.skipruntime.tidy.structure.CompiledModules.Use;
import java.util.List;

/**
 * Keeps classes from using each other in a circle, also within a package: those of a circle can
 * only be understood, tested and changed together. A nested class counts as its outermost class.
 *
 * <p>A violation's subject is a class that uses another one of its circle, so an exception lets one
 * class be part of a circle.
 */
public final class ClassCycles implements Check {

  @Override
  public String rule() {
    return "classes do not use each other in a circle";
  }

  @Override
  public List<Violation> violations(Project project) {
    UseGraph graph = new UseGraph();
    for (Use use : CompiledModules.of(project).uses()) {
      String user = use.user().outermostClass();
      String used = use.used().outermostClass();
      if (!user.equals(used)) {
        graph.add(user, used, use.description());
      }
    }
    return graph.usesInCircles();
  }
}
