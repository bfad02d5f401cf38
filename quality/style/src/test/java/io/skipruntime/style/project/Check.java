package io.skipruntime.style.project;

import java.util.List;

/** A rule of the project together with the way to find where it is broken. */
public interface Check {

  /** The rule in one sentence; it heads the list of its violations. */
  String rule();

  /** Every violation in the project, exceptions included. */
  List<Violation> violations(Project project);

  /** The name that the list of exceptions of this check has. */
  default String name() {
    return getClass().getSimpleName();
  }
}
