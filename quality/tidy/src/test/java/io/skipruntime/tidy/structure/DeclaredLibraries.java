package io.skipruntime.tidy.structure;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Requires a module to depend on every artifact whose classes its main classes use, so that users
 * get the version that it was compiled with, whatever other artifacts bring along. Constants that
 * the compiler copies, and annotations that classes do not keep, leave no trace to be checked.
 */
public final class DeclaredLibraries implements Check {

  /** The position of the artifact from the end of a path in a Maven repository. */
  private static final int ARTIFACT_FROM_END = 3;

  @Override
  public String rule() {
    return "a module declares the artifacts that its main classes use, also where others bring"
        + " them";
  }

  @Override
  public List<Violation> violations(Project project) {
    CompiledModules compiled = CompiledModules.of(project);
    Map<String, Map<String, String>> usedByModule = new TreeMap<>();
    for (CompiledModules.Use use : compiled.uses()) {
      String module = use.used().module();
      if (!use.user().module().equals(module)) {
        String artifact = project.pom(module + "/pom.xml").artifactId();
        note(usedByModule, use.user().module(), artifact, use.used().className());
      }
    }
    compiled
        .usedFromOutside()
        .forEach((module, classes) ->
            classes.forEach(name ->
                artifactOf(name)
                    .ifPresent(artifact -> note(usedByModule, module, artifact, name))));
    List<Violation> violations = new ArrayList<>();
    usedByModule.forEach((module, used) -> {
      Set<String> declared = new HashSet<>(project.pom("pom.xml").dependencies());
      declared.addAll(project.pom(module + "/pom.xml").dependencies());
      used.forEach((artifact, example) -> {
        if (!declared.contains(artifact)) {
          violations.add(
              new Violation(
                  module, "uses " + example + ", but does not declare its artifact " + artifact));
        }
      });
    });
    return violations;
  }

  private static void note(
      Map<String, Map<String, String>> usedByModule, String module, String artifact, String name) {
    usedByModule.computeIfAbsent(module, none -> new TreeMap<>()).putIfAbsent(artifact, name);
  }

  /** The artifact in the local repository that has a class; empty if the JDK has it. */
  static Optional<String> artifactOf(String className) {
    URL found =
        DeclaredLibraries.class
            .getClassLoader()
            .getResource(className.replace('.', '/') + ".class");
    if (found == null || !found.getProtocol().equals("jar")) {
      return Optional.empty();
    }
    String[] path = found.getPath().replaceFirst("!.*", "").split("/", -1);
    return Optional.of(path[path.length - ARTIFACT_FROM_END]);
  }
}
