package io.skipruntime.server.thread;

/** Steps that are run later. */
@FunctionalInterface
public interface Deadlines {

  /**
   * Runs a step later, on a thread that may block.
   *
   * @param millis when, from now on
   * @return cancels the step, if it has not run
   */
  Runnable after(long millis, Runnable step);
}
