package io.skipruntime.style.project;

import java.util.List;

/** A check that looks at one Java source at a time. */
public interface SourceCheck extends Check {

  /** Every violation in the source. */
  List<Violation> violations(JavaSource source);

  @Override
  default List<Violation> violations(Project project) {
    return project.sources().stream().flatMap(source -> violations(source).stream()).toList();
  }
}
