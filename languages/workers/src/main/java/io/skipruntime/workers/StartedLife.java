package io.skipruntime.workers;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that the engine has started. What it has started itself ends with it: such processes
 * may have the worker's channels, so that their other ends would be waited for.
 */
record StartedLife(Process process) implements WorkerLife {

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void end() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public Optional<Integer> exitWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }
}
