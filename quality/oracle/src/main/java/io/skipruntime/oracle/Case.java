package io.skipruntime.oracle;

import java.util.List;

/**
 * A run of a service: what a seed stands for, and what the corpus keeps.
 *
 * @param settings how the engine works
 * @param programs the service at first, and what it is reloaded with
 * @param steps what happens
 */
record Case(Settings settings, List<Program> programs, List<Step> steps) {

  Case {
    programs = List.copyOf(programs);
    steps = List.copyOf(steps);
  }

  /** The same service with other programs and steps. */
  Case with(List<Program> otherPrograms, List<Step> otherSteps) {
    return new Case(settings, otherPrograms, otherSteps);
  }

  /** The same in other settings. */
  Case in(Settings otherSettings) {
    return new Case(otherSettings, programs, steps);
  }

  /** Whether the service keeps its data. */
  boolean isPersistent() {
    return steps.stream()
        .anyMatch(step -> step instanceof Step.Restart || step instanceof Step.Crash);
  }

  /** The text that {@link CaseReader} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!settings.equals(Settings.USUAL)) {
      text.append("settings ").append(settings).append('\n');
    }
    for (Program program : programs) {
      text.append("program\n").append(program);
    }
    text.append("run\n");
    steps.forEach(step -> text.append(step).append('\n'));
    return text.toString();
  }
}
