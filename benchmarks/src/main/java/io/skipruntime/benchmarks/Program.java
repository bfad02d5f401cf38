package io.skipruntime.benchmarks;

/** Who does the work of a task. */
enum Program {
  OURS,
  HAND
}
