package io.skipruntime.engine.spi;

import java.time.InstantSource;

/**
 * A clock that tells when it has moved, such as one that a test moves. A service with such a clock
 * has no timer: its time goes on when the clock says so. Thread-safe.
 */
public interface TickingClock extends InstantSource {

  /**
   * Runs an action each time that the clock has moved, on the thread that moves it.
   *
   * @return ends that
   */
  Runnable onMove(Runnable action);
}
