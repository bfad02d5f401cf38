package io.skipruntime.engine.spi;

import io.skipruntime.SkipException;

/** The decision on a proposal, the same on every node. */
public sealed interface Decision {

  /** A commit that is seen by all that is read of this node from now on. */
  record Committed(long tick) implements Decision {}

  /** A rejection: nothing has changed. */
  record Rejected(SkipException reason) implements Decision {}

  /**
   * A run of a command that does not count, since another commit came before it; or what a reader
   * of external sources says after another one has begun.
   */
  record Overtaken() implements Decision {}

  /** An earlier end of the command under the same key, and its tick. */
  record Remembered(CommandEnd end, long tick) implements Decision {}
}
