package io.skipruntime.tidy.structure;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * Keeps the types of a module's inside package-private until another package uses them, so that a
 * reader knows from the first line how far a change can reach.
 *
 * <p>Free are the types of {@link OfferedPackages}, which are for users; programs, which are
 * started by their name; and modules outside of the usual build, whose tools ask for public types.
 */
public final class PublicTypes implements Check {

  @Override
  public String rule() {
    return "a public type that is not for users is used by another package";
  }

  @Override
  public List<Violation> violations(Project project) {
    Set<String> used = new HashSet<>(CompiledModules.of(project).usedByOtherPackages());
    for (JavaSource source : project.sources()) {
      source.imports().stream()
          .filter(name -> !isOfPackage(name, source.packageName()))
          .forEach(used::add);
    }
    List<String> modules = project.modules();
    List<Violation> violations = new ArrayList<>();
    for (JavaSource source : project.sources()) {
      boolean isBuilt = modules.contains(source.module());
      if (isBuilt && source.isMain() && !OfferedPackages.has(source.packageName())) {
        for (Tree type : source.unit().getTypeDecls()) {
          if (type instanceof ClassTree declared
              && declared.getModifiers().getFlags().contains(Modifier.PUBLIC)
              && !isProgram(declared)
              && !used.contains(source.packageName() + "." + declared.getSimpleName())) {
            violations.add(
                new Violation(source.path(), "only its own package uses it: remove public"));
          }
        }
      }
    }
    return violations;
  }

  private static boolean isOfPackage(String name, String packageName) {
    return name.startsWith(packageName + ".")
        && Character.isUpperCase(name.charAt(packageName.length() + 1));
  }

  private static boolean isProgram(ClassTree type) {
    return type.getMembers().stream()
        .anyMatch(member ->
            member instanceof MethodTree method && method.getName().contentEquals("main"));
  }
}
