package io.skipruntime.tidy.structure;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import io.skipruntime.tidy.structure.CompiledModules.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps modules depending on each other in one direction: json ← api ← engine ← server. A client
 * sees json alone, so that it stays small; a connector sees the authors' API, so that it works with
 * any engine; those whose sources are feeds see the client, too, which has these, and {@code
 * clients/types} sees what describes services.
 */
public final class ModuleDirection implements Check {

  /** The modules whose classes a module may use; a new module gets its line here. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("bom", Set.of()),
          Map.entry("core/json", Set.of()),
          Map.entry("core/api", Set.of("core/json")),
          Map.entry("core/engine", Set.of("core/api", "core/json")),
          Map.entry("core/journal", Set.of("core/engine", "core/api", "core/json")),
          Map.entry("languages/sql", Set.of("core/engine", "core/api", "core/json")),
          Map.entry(
              "languages/workers",
              Set.of("clients/types", "server/http", "core/engine", "core/api", "core/json")),
          Map.entry("languages/typescript", Set.of("languages/workers", "core/api")),
          Map.entry("languages/python", Set.of("languages/workers", "core/api")),
          Map.entry("server/http", Set.of("core/journal", "core/engine", "core/api", "core/json")),
          Map.entry(
              "server/postgres",
              Set.of("server/http", "languages/sql", "core/engine", "core/api", "core/json")),
          Map.entry(
              "server/spring",
              Set.of(
                  "server/http",
                  "connectors/jdbc",
                  "connectors/postgres",
                  "clients/java",
                  "core/engine",
                  "core/api",
                  "core/json")),
          Map.entry("clients/java", Set.of("core/json")),
          Map.entry("clients/cli", Set.of("clients/java", "core/json")),
          Map.entry("clients/data", Set.of("core/journal", "core/engine", "core/api", "core/json")),
          Map.entry(
              "clients/sources",
              Set.of("connectors/postgres", "clients/java", "core/api", "core/json")),
          Map.entry("clients/types", Set.of("core/engine", "core/api", "core/json")),
          Map.entry("connectors/http", Set.of("core/api", "clients/java", "core/json")),
          Map.entry("connectors/jdbc", Set.of("core/api", "clients/java", "core/json")),
          Map.entry(
              "connectors/files",
              Set.of("connectors/http", "core/api", "clients/java", "core/json")),
          Map.entry("connectors/postgres", Set.of("core/api", "clients/java", "core/json")),
          Map.entry("cluster/log", Set.of("core/journal", "core/engine", "core/api", "core/json")),
          Map.entry(
              "cluster/kafka",
              Set.of("cluster/log", "core/journal", "core/engine", "core/api", "core/json")),
          Map.entry(
              "cluster/flink",
              Set.of("cluster/log", "core/journal", "core/engine", "core/api", "core/json")),
          Map.entry(
              "connectors/kafka",
              Set.of("connectors/http", "core/api", "clients/java", "core/json")),
          Map.entry(
              "connectors/kafka-registry",
              Set.of("connectors/kafka", "connectors/http", "clients/java", "core/json")),
          Map.entry(
              "connectors/redis",
              Set.of("connectors/http", "core/api", "clients/java", "core/json")),
          Map.entry(
              "connectors/nats",
              Set.of("connectors/http", "core/api", "clients/java", "core/json")),
          Map.entry(
              "cluster/mirror",
              Set.of("connectors/http", "core/api", "clients/java", "core/json")));

  private static final Set<String> CONNECTORS_MAY_USE = Set.of("core/api", "core/json");

  /** Modules that nothing else is built on, free to use all others. */
  private static boolean isFree(String module) {
    return module.equals("testkit")
        || module.startsWith("examples")
        || module.startsWith("quality/");
  }

  @Override
  public String rule() {
    return "modules use each other in one direction: json <- api <- engine <- server, json <-"
        + " clients, api <- connectors; the table MAY_USE has the rest";
  }

  @Override
  public List<Violation> violations(Project project) {
    List<Violation> violations = new ArrayList<>();
    for (String module : project.modules()) {
      if (!isFree(module) && mayUse(module) == null) {
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
    return MAY_USE.getOrDefault(
        module, module.startsWith("connectors/") ? CONNECTORS_MAY_USE : null);
  }
}
