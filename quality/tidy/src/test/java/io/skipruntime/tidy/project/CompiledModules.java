package io.skipruntime.tidy.project;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What the compiled main classes of all modules use of each other.
 *
 * <ul>
 *   <li>{@code uses()} has only uses between two classes of the project, which may be of the same
 *       module
 *   <li>it has one use for every pair of classes, whatever the number of places
 *   <li>{@code uses()} is sorted by description, so that failures read the same every time
 *   <li>a module with main sources has compiled classes; otherwise reading it fails
 * </ul>
 */
public final class CompiledModules {

  private final List<Use> uses;

  private CompiledModules(List<Use> uses) {
    this.uses = uses;
  }

  /** A class of a module. */
  public record Member(String module, String packageName, String className) {}

  /** A class that uses another one, with a description of how and where. */
  public record Use(Member user, Member used, String description) {

    private static final Comparator<Use> IN_ORDER = Comparator.comparing(Use::description);
  }

  /** Reads the classes that the build has put below the target directories of the modules. */
  public static CompiledModules of(Project project) {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    Map<String, Member> members = new TreeMap<>();
    List<JavaClass> classes = new ArrayList<>();
    for (String module : project.modules()) {
      Path directory = project.root().resolve(module).resolve("target/classes");
      if (Files.isDirectory(directory)) {
        for (JavaClass each : new ClassFileImporter().importPath(directory)) {
          members.put(each.getName(), new Member(module, each.getPackageName(), each.getName()));
          classes.add(each);
        }
      } else if (project.sources().stream()
          .anyMatch(source -> source.module().equals(module) && source.isMain())) {
        throw new IllegalStateException(module + " is not compiled; run the whole build");
      }
    }
    Map<List<Member>, Use> uses = new HashMap<>();
    for (JavaClass user : classes) {
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        Member used = members.get(dependency.getTargetClass().getBaseComponentType().getName());
        Member using = members.get(user.getName());
        if (used != null && using != null) {
          Use use = new Use(using, used, dependency.getDescription());
          uses.merge(List.of(using, used), use, BinaryOperator.minBy(Use.IN_ORDER));
        }
      }
    }
    return new CompiledModules(uses.values().stream().sorted(Use.IN_ORDER).toList());
  }

  /** Every use of a class of the project by another one. */
  public List<Use> uses() {
    return uses;
  }
}
