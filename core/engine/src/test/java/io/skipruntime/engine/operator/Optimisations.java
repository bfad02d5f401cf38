package io.skipruntime.engine.operator;

import io.skipruntime.engine.EngineOptions;

/** The optimisations with which each operator is tested: they change what things cost, only. */
enum Optimisations {
  ALL,
  NONE,
  THREADS;

  EngineOptions options() {
    EngineOptions oneThread = EngineOptions.defaults().withParallelism(1);
    return switch (this) {
      case ALL -> oneThread;
      case NONE -> oneThread.withoutInterning().withoutCompaction().withoutGroupCommit();
      case THREADS -> oneThread.withParallelism(2).withParallelAfterMicros(0);
    };
  }
}
