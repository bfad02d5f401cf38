package io.skipruntime.benchmarks;

import io.skipruntime.benchmarks.http.HttpTask;
import io.skipruntime.benchmarks.measure.Task;
import java.util.ArrayList;
import java.util.List;

/** All tasks there are. */
final class Workloads {

  private Workloads() {}

  static List<Task> all() {
    List<Task> tasks = new ArrayList<>(withinProcess());
    tasks.addAll(HttpTask.all());
    return tasks;
  }

  /** The tasks whose programs need no other process. */
  static List<WorkTask> withinProcess() {
    List<WorkTask> tasks = new ArrayList<>();
    tasks.addAll(Groups.tasks());
    tasks.addAll(MapChain.tasks());
    tasks.addAll(Sums.tasks());
    tasks.addAll(Lookups.tasks());
    tasks.addAll(Cells.tasks());
    tasks.addAll(JoinedGroups.tasks());
    tasks.addAll(TopRows.tasks());
    tasks.addAll(KeyedInstances.tasks());
    tasks.addAll(AdHoc.tasks());
    tasks.addAll(OperatorRows.tasks());
    return tasks;
  }

  static WorkTask withinProcess(String name) {
    return named(withinProcess(), name);
  }

  /** The tasks whose names begin with one of {@code beginnings}, or all if there are none. */
  static List<Task> startingWith(List<String> beginnings) {
    return all().stream()
        .filter(
            task -> beginnings.isEmpty() || beginnings.stream().anyMatch(task.name()::startsWith))
        .toList();
  }

  static Task named(String name) {
    return named(all(), name);
  }

  private static <T extends Task> T named(List<T> tasks, String name) {
    return tasks.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no task " + name));
  }
}
