package io.skipruntime.benchmarks.measure;

import java.io.IOException;

/** A row of the results: some work, which several programs do. */
public interface Task {

  /** What is done, beginning with the workload's number. */
  String workload();

  /** How much data there is. */
  String size();

  /** What names it among all. */
  default String name() {
    return workload() + ", " + size();
  }

  /** Runs it by one of our programs, in a process of its own. */
  Measurement measure(Program program, Meter meter) throws IOException;

  /** Whether {@link Program#REQUERY} does it, too. */
  default boolean hasRequery() {
    return false;
  }

  /** Whether the reference implementation can do it. */
  boolean hasReference();

  /** Runs it by the reference implementation. */
  Measurement measureReference(Reference reference, Meter meter) throws IOException;
}
