package io.skipruntime;

/** The superclass of all errors that Skip reports to those who write or use a service. */
public class SkipException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** An error with a message that says what to do. */
  public SkipException(String message) {
    super(message);
  }

  /** An error with its cause. */
  public SkipException(String message, Throwable cause) {
    super(message, cause);
  }
}
