package io.skipruntime;

import io.skipruntime.json.FailureText;

/**
 * The superclass of all errors that Skip reports to those who write or use a service. A message
 * that is very long is cut; see {@link FailureText}.
 */
public class SkipException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An error with a message that says what to do. */
  public SkipException(String message) {
    super(FailureText.of(message));
  }

  /** An error with its cause. */
  public SkipException(String message, Throwable cause) {
    super(FailureText.of(message), cause);
  }
}
