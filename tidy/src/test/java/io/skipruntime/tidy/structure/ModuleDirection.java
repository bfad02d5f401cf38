package io.skipruntime.tidy.structure;

import io.skipruntime.tidy.project.Check;
import io.skipruntime.tidy.project.CompiledModules;
import io.skipruntime.tidy.project.CompiledModules.Use;
import io.skipruntime.tidy.project.Project;
import io.skipruntime.tidy.project.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps modules depending on each other in one direction: json ← api ← engine ← server. A client
 * sees json alone, so that it stays small; an adapter sees the authors' API, so that it works with
 * any engine; {@code connect} sees the client, too, and {@code typescript} what describes services.
 */
public final class ModuleDirection implements Check {

  /** The modules whose classes a module may use; a new module gets its line here. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "json", Set.of(),
          "api", Set.of("json"),
          "engine", Set.of("api", "json"),
          "server", Set.of("engine", "api", "json"),
          "client", Set.of("json"),
          "connect", Set.of("api", "client", "json"),
          "cli", Set.of("client", "json"),
          "typescript", Set.of("engine", "api", "json"));

  private static final Set<String> ADAPTERS_MAY_USE = Set.of("api", "json");

  /** Modules that nothing else is built on, free to use all others. */
  private static final Set<String> FREE =
      Set.of("testkit", "examples", "clients", "conformance", "benchmarks", "tidy");

  @Override
  public String rule() {
    return "modules use each other in one direction: json <- api <- engine <- server, json <-"
        + " client <- cli, api <- adapters, api and client <- connect, engine <- typescript";
  }

  @Override
  public List<Violation> violations(Project project) {
    List<Violation> violations = new ArrayList<>();
    for (String module : project.modules()) {
      if (!FREE.contains(module) && mayUse(module) == null) {
        violations.add(new Violation(module, "is not known; give it a line in ModuleDirection"));
      }
    }
    CompiledModules.of(project).uses().stream()
        .filter(ModuleDirection::isForbidden)
        .map(use -> new Violation(use.user().className(), use.description()))
        .forEach(violations::add);
    return violations;
  }

  private static boolean isForbidden(Use use) {
    String user = use.user().module();
    String used = use.used().module();
    Set<String> allowed = mayUse(user);
    return allowed != null && !user.equals(used) && !allowed.contains(used);
  }

  /** What the module may use; null if it is not restricted. */
  private static @Nullable Set<String> mayUse(String module) {
    return module.startsWith("adapters/") ? ADAPTERS_MAY_USE : MAY_USE.get(module);
  }
}
