package io.skipruntime.engine.spi;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;

/**
 * The failure of an instance of a {@link LimitedResource} whose nodes have taken more than they
 * may. The instance does not recover: it is built again when it is opened again after all have left
 * it.
 */
public final class WorkLimitException extends ComputationException {

  private static final long serialVersionUID = 1L;

  /** The limits that there are. */
  public enum Limit {
    /** {@link WorkBounds#millis}, or the time until the end of the service. */
    TIME,
    /** {@link WorkBounds#bytes}. */
    MEMORY
  }

  /** The reason that something was given up. */
  public static final class Exceeded extends SkipException {

    private static final long serialVersionUID = 1L;

    private final Limit limit;

    /**
     * A reason.
     *
     * @param limit what was exceeded
     * @param message how far it goes, for people
     */
    public Exceeded(Limit limit, String message) {
      super(message);
      this.limit = limit;
    }

    /** What was exceeded. */
    public Limit limit() {
      return limit;
    }
  }

  /**
   * A failure.
   *
   * @param what what has taken too much, as messages name it
   * @param cause the reason
   */
  public WorkLimitException(String what, Throwable cause) {
    super(what, "", cause);
  }
}
