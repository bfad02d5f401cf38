package io.skipruntime.tidy.structure;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import io.skipruntime.tidy.structure.CompiledModules.Use;
import java.util.List;

/**
 * Bans packages that use each other in a circle: they can only be read, tested and changed
 * together.
 *
 * <p>A violation's subject is a package that uses another one of its circle, so an exception
 * switches the check off for one package.
 */
public final class PackageCycles implements Check {

  @Override
  public String rule() {
    return "packages do not use each other in a circle";
  }

  @Override
  public List<Violation> violations(Project project) {
    UseGraph graph = new UseGraph();
    for (Use use : CompiledModules.of(project).uses()) {
      String user = use.user().packageName();
      String used = use.used().packageName();
      if (!user.equals(used)) {
        graph.add(user, used, use.description());
      }
    }
    return graph.usesInCircles();
  }
}
