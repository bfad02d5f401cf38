package io.skipruntime.style.source;

import static java.util.stream.Collectors.toSet;

import io.skipruntime.style.project.Check;
import io.skipruntime.style.project.JavaSource;
import io.skipruntime.style.project.Project;
import io.skipruntime.style.project.Violation;
import java.util.List;
import java.util.Set;

/**
 * Requires packages to be marked for NullAway, which leaves an unmarked one unchecked without a
 * word.
 */
public final class MarkedPackages implements Check {

  /** A package in a module; its main and test sources share one package-info. */
  private record Place(String module, String packageName) {

    static Place of(JavaSource source) {
      return new Place(source.module(), source.packageName());
    }
  }

  @Override
  public String rule() {
    return "every package has a package-info.java with @NullMarked";
  }

  @Override
  public List<Violation> violations(Project project) {
    Set<Place> marked =
        project.sources().stream().filter(MarkedPackages::marks).map(Place::of).collect(toSet());
    return project.sources().stream()
        .map(Place::of)
        .distinct()
        .filter(place -> !marked.contains(place))
        .map(place -> new Violation(place.packageName(), "in module " + place.module()))
        .toList();
  }

  private static boolean marks(JavaSource source) {
    return source.path().endsWith("/package-info.java")
        && source.unit().getPackageAnnotations().stream()
            .anyMatch(
                annotation -> annotation.getAnnotationType().toString().endsWith("NullMarked"));
  }
}
