package io.skipruntime;

/**
 * A failure of a {@link Sink} to reach its target or to write to it. The message is for the reader
 * of the sink's status: it names no credentials.
 */
public final class SinkException extends Exception {

  private static final long serialVersionUID = 1L;

  private static final long LONGEST_ASKED_MILLIS = 3_600_000;

  private final boolean isLasting;
  private final long retryAfterMillis;

  private SinkException(String message, boolean isLasting, long retryAfterMillis) {
    super(message);
    this.isLasting = isLasting;
    this.retryAfterMillis = retryAfterMillis;
  }

  /** A failure that may pass: the target cannot be reached, or has trouble of its own. */
  public static SinkException passing(String message) {
    return new SinkException(message, false, 0);
  }

  /**
   * As {@link #passing(String)}, of a target that says when to come back.
   *
   * @param retryAfterMillis for how long at least not to try again; of more than an hour, an hour
   *     counts
   */
  public static SinkException passing(String message, long retryAfterMillis) {
    return new SinkException(message, false, Math.clamp(retryAfterMillis, 0, LONGEST_ASKED_MILLIS));
  }

  /**
   * A failure that ends the sink until the service is started again or told to resync it: another
   * process has taken over the target, for example.
   */
  public static SinkException lasting(String message) {
    return new SinkException(message, true, 0);
  }

  /** Whether there is no point in trying again. */
  public boolean isLasting() {
    return isLasting;
  }

  /** For how long at least not to try again. */
  public long retryAfterMillis() {
    return retryAfterMillis;
  }
}
