package io.skipruntime.workers;

import java.util.Optional;

/**
 * The process that has started the engine. It ends when it likes, and counts as ended well when it
 * is gone.
 */
record ParentLife(ProcessHandle parent) implements WorkerLife {

  /** The parent of this process. */
  static ParentLife ofThisProcess() {
    return new ParentLife(ProcessHandle.current().parent().orElseThrow());
  }

  @Override
  public long pid() {
    return parent.pid();
  }

  @Override
  public void end() {
    // the engine ends instead
  }

  @Override
  public int awaitExit() {
    return 0;
  }

  @Override
  public Optional<Integer> exitWithin(long millis) {
    return Optional.empty();
  }
}
