package io.skipruntime.tidy.structure;

import io.skipruntime.tidy.project.Check;
import io.skipruntime.tidy.project.CompiledModules;
import io.skipruntime.tidy.project.CompiledModules.Use;
import io.skipruntime.tidy.project.Project;
import io.skipruntime.tidy.project.Violation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

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
    NavigableMap<String, NavigableMap<String, String>> uses = new TreeMap<>();
    for (Use use : CompiledModules.of(project).uses()) {
      String user = use.user().packageName();
      String used = use.used().packageName();
      if (!user.equals(used)) {
        uses.computeIfAbsent(user, name -> new TreeMap<>()).putIfAbsent(used, use.description());
      }
    }
    List<Violation> violations = new ArrayList<>();
    uses.forEach((user, targets) ->
        targets.forEach((used, description) -> {
          if (reachable(used, uses).contains(user)) {
            violations.add(new Violation(user, "-> " + used + ": " + description));
          }
        }));
    return violations;
  }

  private static Set<String> reachable(
      String start, Map<String, NavigableMap<String, String>> uses) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (reached.add(next) && uses.containsKey(next)) {
        open.addAll(uses.get(next).keySet());
      }
    }
    return reached;
  }
}
