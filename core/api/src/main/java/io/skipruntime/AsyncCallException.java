package io.skipruntime;

import java.time.Duration;
import java.util.Optional;

/**
 * An exception by which an {@link AsyncFunction} says why a call has failed. Its message becomes
 * the {@link Loadable.Failure} that readers of the collection see, so that it must tell no secrets.
 */
public final class AsyncCallException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final Duration LONGEST_ASKED = Duration.ofHours(1);

  private final boolean isLasting;
  private final transient Optional<Duration> retryAfter;

  private AsyncCallException(String message, boolean isLasting, Optional<Duration> retryAfter) {
    super(message);
    this.isLasting = isLasting;
    this.retryAfter = retryAfter;
  }

  /** A failure that may pass: the call is made again as {@link AsyncOptions#retry} says. */
  public static AsyncCallException passing(String message) {
    return new AsyncCallException(message, false, Optional.empty());
  }

  /**
   * As {@link #passing(String)}, where the service said when to come again.
   *
   * @param retryAfter the least time until the next call; of one that is longer than an hour, an
   *     hour counts
   */
  public static AsyncCallException passing(String message, Duration retryAfter) {
    Duration asked = retryAfter.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : retryAfter;
    return new AsyncCallException(
        message, false, Optional.of(asked.isNegative() ? Duration.ZERO : asked));
  }

  /** A failure that is the answer to these arguments: the call is not made again. */
  public static AsyncCallException lasting(String message) {
    return new AsyncCallException(message, true, Optional.empty());
  }

  /** Whether the call is not to be made again with the same arguments. */
  public boolean isLasting() {
    return isLasting;
  }

  /** The least time until the next call; empty if the service did not say. */
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
