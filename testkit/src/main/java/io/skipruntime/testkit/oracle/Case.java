package io.skipruntime.testkit.oracle;

import java.util.List;

/**
 * A run of a service: what a seed stands for, and what the corpus keeps.
 *
 * @param programs the service at first, and what it is reloaded with
 * @param steps what happens
 */
record Case(List<Program> programs, List<Step> steps) {

  Case {
    programs = List.copyOf(programs);
    steps = List.copyOf(steps);
  }

  /** The text that {@link CaseReader} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Program program : programs) {
      text.append("program\n").append(program);
    }
    text.append("run\n");
    steps.forEach(step -> text.append(step).append('\n'));
    return text.toString();
  }
}
