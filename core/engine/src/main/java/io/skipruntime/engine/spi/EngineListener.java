package io.skipruntime.engine.spi;

import java.util.function.Consumer;

/**
 * A listener to what the engine does, for tests that assert which functions ran and for tools that
 * watch a service. {@code EngineOptions.withListener} takes it.
 *
 * <p>Events are told by the thread that does the work, one at a time, and that thread must not be
 * kept waiting. A listener that throws is logged, and changes nothing.
 */
@FunctionalInterface
public interface EngineListener {

  /** Takes an event. */
  void hear(EngineEvent event);

  /**
   * Whether the listener hears of single functions and nodes, too. As long as no listener does, no
   * {@link EngineEvent.Propagation} is made, and a function that runs costs nothing more. Asked
   * once, when the service starts.
   */
  default boolean hearsPropagation() {
    return true;
  }

  /** A listener to commits alone. */
  static EngineListener ofCommits(Consumer<EngineEvent.Committed> commits) {
    return new EngineListener() {
      @Override
      public void hear(EngineEvent event) {
        if (event instanceof EngineEvent.Committed committed) {
          commits.accept(committed);
        }
      }

      @Override
      public boolean hearsPropagation() {
        return false;
      }
    };
  }
}
