package io.skipruntime.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** All tasks there are. */
final class Workloads {

  private Workloads() {}

  static List<Task> all() {
    List<Task> tasks = new ArrayList<>();
    tasks.addAll(Groups.tasks());
    tasks.addAll(MapChain.tasks());
    tasks.addAll(Sums.tasks());
    tasks.addAll(Lookups.tasks());
    tasks.addAll(Cells.tasks());
    return tasks;
  }

  /** The tasks whose names begin with one of {@code beginnings}, or all if there are none. */
  static List<Task> startingWith(List<String> beginnings) {
    return all().stream()
        .filter(
            task -> beginnings.isEmpty() || beginnings.stream().anyMatch(task.name()::startsWith))
        .toList();
  }

  static Task named(String name) {
    return all().stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no task " + name));
  }
}
