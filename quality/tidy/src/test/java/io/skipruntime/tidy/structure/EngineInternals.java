package io.skipruntime.tidy.structure;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.List;
import java.util.Set;

/**
 * Keeps the engine's inner packages inside it: heap, graph, operators, instances and all others but
 * the face and what extends the engine may change at any time.
 */
public final class EngineInternals implements Check {

  private static final Set<String> OFFERED =
      Set.of("io.skipruntime.engine", "io.skipruntime.engine.spi", "io.skipruntime.engine.shard");

  @Override
  public String rule() {
    return "other modules use no package of the engine but io.skipruntime.engine, its spi and"
        + " shard";
  }

  @Override
  public List<Violation> violations(Project project) {
    return CompiledModules.of(project).uses().stream()
        .filter(use -> use.used().module().equals("core/engine"))
        .filter(use -> !use.user().module().equals("core/engine"))
        .filter(use -> !OFFERED.contains(use.used().packageName()))
        .map(use -> new Violation(use.user().className(), use.description()))
        .toList();
  }
}
