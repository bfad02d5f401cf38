package io.skipruntime.server.host;

/**
 * A thread that runs steps one after the other, for as long as the server lives: the event loop of
 * some connections. Steps must not block. May be used by any thread, except for {@link #broadcast}.
 *
 * <p>A host has one object for each of its loops, since streams of the same loop are found by it.
 */
public interface EventLoop {

  /** A step that is due at a time. */
  @FunctionalInterface
  interface Timer {

    /** The timer of nothing. */
    Timer NONE = () -> {};

    /** Forgets the step, unless it has begun; called by the loop. */
    void cancel();
  }

  /** Runs a step soon, after those that were given before; one that fails is reported. */
  void execute(Runnable step);

  /**
   * Runs a step after a time.
   *
   * @param millis at least 1
   */
  Timer after(long millis, Runnable step);

  /**
   * Runs a step regularly.
   *
   * @param millis the time between two runs, at least 1
   */
  Timer every(long millis, Runnable step);

  /**
   * Runs a step at once that gives the same bytes to many responses of this loop, one after the
   * other; a host may let them share memory. Called by the loop.
   */
  default void broadcast(Runnable step) {
    step.run();
  }
}
