package io.skipruntime.server;

/** Runs steps later. */
@FunctionalInterface
interface Deadlines {

  /**
   * Has a step run on a thread that may block.
   *
   * @param millis when, from now on
   * @return takes that back, if it has not run
   */
  Runnable after(long millis, Runnable step);
}
