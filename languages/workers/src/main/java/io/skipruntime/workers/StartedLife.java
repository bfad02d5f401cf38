package io.skipruntime.workers;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process that the engine has started. */
record StartedLife(Process process) implements WorkerLife {

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void end() {
    process.destroyForcibly();
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
