package io.skipruntime.tidy.structure;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.skipruntime.style.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * What the compiled classes of all modules use of the main ones.
 *
 * <ul>
 *   <li>{@code uses()} has only uses between two main classes of the project, which may be of the
 *       same module; the other methods also see those by tests
 *   <li>it has one use for every pair of classes, whatever the number of places
 *   <li>{@code uses()} is sorted by description, so that failures read the same every time
 *   <li>a module with main sources has compiled classes; otherwise reading it fails
 * </ul>
 */
final class CompiledModules {

  private static final Map<Project, CompiledModules> READ =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final List<Use> uses;
  private final Set<String> usedByOtherPackages;
  private final Set<String> methodsUsedByOtherClasses;
  private final Map<String, Set<String>> usedFromOutside;

  private CompiledModules(
      List<Use> uses,
      Set<String> usedByOtherPackages,
      Set<String> methodsUsedByOtherClasses,
      Map<String, Set<String>> usedFromOutside) {
    this.usedFromOutside = usedFromOutside;
    this.uses = uses;
    this.usedByOtherPackages = usedByOtherPackages;
    this.methodsUsedByOtherClasses = methodsUsedByOtherClasses;
  }

  /** A class of a module. */
  record Member(String module, String packageName, String className) {

    /** The name of the class that it is nested in, at any depth, or its own. */
    String outermostClass() {
      return outermost(className);
    }
  }

  /** A class that uses another one, with a description of how and where. */
  record Use(Member user, Member used, String description) {

    private static final Comparator<Use> IN_ORDER = Comparator.comparing(Use::description);
  }

  /**
   * Reads the classes that the build has put below the target directories of the modules, those of
   * tests if they are compiled.
   */
  static CompiledModules of(Project project) {
    return READ.computeIfAbsent(project, CompiledModules::read);
  }

  private static CompiledModules read(Project project) {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    Map<Path, String> main = new LinkedHashMap<>();
    List<Path> all = new ArrayList<>();
    for (String module : project.modules()) {
      Path target = project.root().resolve(module).resolve("target");
      if (Files.isDirectory(target.resolve("classes"))) {
        main.put(target.resolve("classes"), module);
      } else if (project.sources().stream()
          .anyMatch(source -> source.module().equals(module) && source.isMain())) {
        throw new IllegalStateException(module + " is not compiled; run the whole build");
      }
      Stream.of(target.resolve("classes"), target.resolve("test-classes"))
          .filter(Files::isDirectory)
          .forEach(all::add);
    }
    List<JavaClass> classes = List.copyOf(new ClassFileImporter().importPaths(all));
    Map<String, Member> members = new TreeMap<>();
    for (JavaClass each : classes) {
      String location = each.getSource().orElseThrow().getUri().toString();
      main.forEach((directory, module) -> {
        if (location.startsWith(directory.toUri().toString())) {
          members.put(each.getName(), new Member(module, each.getPackageName(), each.getName()));
        }
      });
    }
    return of(classes, members);
  }

  private static CompiledModules of(List<JavaClass> classes, Map<String, Member> members) {
    Map<List<Member>, Use> uses = new HashMap<>();
    Set<String> usedByOtherPackages = new HashSet<>();
    Set<String> methodsUsedByOtherClasses = new HashSet<>();
    Map<String, Set<String>> usedFromOutside = new TreeMap<>();
    for (JavaClass user : classes) {
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        Member used = members.get(target.getName());
        Member using = members.get(user.getName());
        if (used != null && using != null) {
          Use use = new Use(using, used, dependency.getDescription());
          uses.merge(List.of(using, used), use, BinaryOperator.minBy(Use.IN_ORDER));
        }
        if (used == null && using != null && !target.isPrimitive()) {
          usedFromOutside
              .computeIfAbsent(using.module(), module -> new TreeSet<>())
              .add(target.getName());
        }
        if (!target.getPackageName().equals(user.getPackageName())) {
          usedByOtherPackages.add(target.getName());
        }
      }
      addMethodsOfOtherClasses(user.getCodeUnitCallsFromSelf(), user, methodsUsedByOtherClasses);
      addMethodsOfOtherClasses(
          user.getCodeUnitReferencesFromSelf(), user, methodsUsedByOtherClasses);
    }
    return new CompiledModules(
        uses.values().stream().sorted(Use.IN_ORDER).toList(),
        usedByOtherPackages,
        methodsUsedByOtherClasses,
        usedFromOutside);
  }

  private static void addMethodsOfOtherClasses(
      Set<? extends JavaAccess<?>> accesses, JavaClass user, Set<String> methods) {
    for (JavaAccess<?> access : accesses) {
      access
          .getTarget()
          .resolveMember()
          .ifPresent(member -> {
            boolean isOther =
                !outermost(member.getOwner().getName()).equals(outermost(user.getName()));
            if (isOther && member instanceof JavaCodeUnit method) {
              methods.add(method(method));
            }
          });
    }
  }

  private static String method(JavaCodeUnit method) {
    return method(
        method.getOwner().getName(), method.getName(), method.getRawParameterTypes().size());
  }

  private static String outermost(String className) {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }

  /**
   * The name of a method in {@link #methodsUsedByOtherClasses}.
   *
   * @param className the binary name of its class
   * @param parameters the number of its parameters
   */
  static String method(String className, String name, int parameters) {
    return className + "." + name + "/" + parameters;
  }

  /** Every use of a main class of the project by another one. */
  List<Use> uses() {
    return uses;
  }

  /** The names of the classes that are not of the project and that main ones use, by module. */
  Map<String, Set<String>> usedFromOutside() {
    return usedFromOutside;
  }

  /** The names of the classes that a class of another package uses. */
  Set<String> usedByOtherPackages() {
    return usedByOtherPackages;
  }

  /** The methods that a class uses which is not nested in the same outermost class. */
  Set<String> methodsUsedByOtherClasses() {
    return methodsUsedByOtherClasses;
  }
}
