package io.skipruntime.server.thread;

/** Runs steps later. */
@FunctionalInterface
public interface Deadlines {

  /**
   * Has a step run on a thread that may block.
   *
   * @param millis when, from now on
   * @return takes that back, if it has not run
   */
  Runnable after(long millis, Runnable step);
}
