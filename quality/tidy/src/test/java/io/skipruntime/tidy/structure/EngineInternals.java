package io.skipruntime.tidy.structure;

import io.skipruntime.tidy.project.Check;
import io.skipruntime.tidy.project.CompiledModules;
import io.skipruntime.tidy.project.Project;
import io.skipruntime.tidy.project.Violation;
import java.util.List;

/**
 * Keeps the engine's inner packages inside it: heap, graph, operators and resources may change at
 * any time.
 */
public final class EngineInternals implements Check {

  private static final String OFFERED = "io.skipruntime.engine";

  @Override
  public String rule() {
    return "other modules use no package of the engine but " + OFFERED;
  }

  @Override
  public List<Violation> violations(Project project) {
    return CompiledModules.of(project).uses().stream()
        .filter(use -> use.used().module().equals("core/engine"))
        .filter(use -> !use.user().module().equals("core/engine"))
        .filter(use -> !use.used().packageName().equals(OFFERED))
        .map(use -> new Violation(use.user().className(), use.description()))
        .toList();
  }
}
