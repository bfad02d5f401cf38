package io.skipruntime.engine.spi;

import io.skipruntime.SkipException;

/**
 * A failure that takes long to come about again, such as that of a function that does not end. Of
 * several writes that have failed together, each is tried again by itself, so that the one that is
 * to blame meets the failure once more and not in one group after the other.
 */
public final class CostlyFailureException extends SkipException {
  private static final long serialVersionUID = 1L;

  /** A failure with its cause. */
  public CostlyFailureException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether a failure is such a one, or is because of one. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CostlyFailureException) {
        return true;
      }
    }
    return false;
  }
}
