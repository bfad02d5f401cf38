package io.skipruntime.engine.spi;

import io.skipruntime.Emitter;

/**
 * A mapper whose runs are made beforehand, together with those of all nodes of one height: a
 * function that lives in another process, where each call would be a message. It implements {@code
 * ContextMapper}, too, for the runs that cannot be made beforehand.
 *
 * <p>The engine stays in charge: it gives {@link Waves} the source entries that are to run, and
 * then <em>replays</em> each outcome as a run of its own, so that reads are recorded, failures
 * thrown and emissions entered as if the function had run there.
 */
public interface WaveFunction extends UserFunction {

  /** Where the runs are made; the same object for all functions whose runs go together. */
  Waves waves();

  /**
   * Does what a run did: reads the same entries of this copy's collections, and emits or throws the
   * same.
   *
   * @param outcome what {@link WaveRuns#outcome} was given for the source entry
   */
  void replay(Object outcome, Emitter<Object, Object> out);
}
