package io.skipruntime.workers;

import java.util.Optional;

/** The process that a worker is, as the engine can see and end it. Thread-safe. */
interface WorkerLife {

  /** The number of the process. */
  long pid();

  /** Ends the process at once, where that is the engine's business. */
  void end();

  /** Waits for the end of the process; its exit status. */
  int awaitExit() throws InterruptedException;

  /** The exit status, if the process ends in so many milliseconds. */
  Optional<Integer> exitWithin(long millis) throws InterruptedException;
}
