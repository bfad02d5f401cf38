package io.skipruntime.engine.spi;

import java.time.InstantSource;
import java.util.List;

/**
 * The things that a journal may need of the engine that opens it.
 *
 * @param clock the engine's clock
 * @param resumeMillis for how many milliseconds a subscriber that was away can resume
 * @param inputNames the inputs that the program declares, in order; what the journal has of others
 *     it keeps
 */
public record JournalContext(InstantSource clock, long resumeMillis, List<String> inputNames) {

  /**
   * A number that is raised when the engine may give other results than before for the same program
   * and the same inputs: a part of the program's identity.
   */
  public static final int ENGINE_SEMANTICS = 1;

  /** Copies what may change. */
  public JournalContext {
    inputNames = List.copyOf(inputNames);
  }
}
