package io.skipruntime.benchmarks;

import java.util.function.Supplier;

/**
 * A row of the results: some work, and the two programs that do it.
 *
 * @param workload what is done, beginning with the workload's number
 * @param size how much data there is
 * @param checked how often it is done before it is measured, to compare what the programs give
 * @param ours has the engine do it
 * @param hand does it without a framework
 */
record Task(String workload, String size, int checked, Supplier<Work> ours, Supplier<Work> hand) {

  private static final int CHECKED = 64;

  Task(String workload, String size, Supplier<Work> ours, Supplier<Work> hand) {
    this(workload, size, CHECKED, ours, hand);
  }

  /** The same, with another {@link #checked}. */
  Task checkedTimes(int times) {
    return new Task(workload, size, times, ours, hand);
  }

  /** What names it among all. */
  String name() {
    return workload + ", " + size;
  }
}
