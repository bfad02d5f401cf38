package io.skipruntime.tidy.structure;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Pom;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.List;

/**
 * Requires the module of these checks to depend on all others, so that it runs when they are
 * compiled.
 */
public final class TidiedModules implements Check {

  private static final String TIDY = "quality/tidy/pom.xml";

  @Override
  public String rule() {
    return "every module is a dependency in " + TIDY;
  }

  @Override
  public List<Violation> violations(Project project) {
    Pom tidy = project.pom(TIDY);
    return project.modules().stream()
        .map(module -> new Violation(module, project.pom(module + "/pom.xml").artifactId()))
        .filter(module -> !module.message().equals(tidy.artifactId()))
        .filter(module -> !tidy.dependencies().contains(module.message()))
        .toList();
  }
}
