package io.skipruntime;

import java.util.OptionalLong;

/**
 * An exception that says that a write was given to the log of a cluster, and that this node has not
 * come to it in time: it may be carried out or not. A command with an idempotency key can be asked
 * for again under it.
 */
public final class OutcomeUnknownException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** The tick, or 0. */
  private final long tick;

  /**
   * An exception for a write.
   *
   * @param tick the tick that the write has if it is carried out; empty if that is not known either
   */
  public OutcomeUnknownException(String message, OptionalLong tick) {
    super(message);
    this.tick = tick.orElse(0);
  }

  /** The tick that the write has if it is carried out; empty if that is not known. */
  public OptionalLong tick() {
    return tick == 0 ? OptionalLong.empty() : OptionalLong.of(tick);
  }
}
