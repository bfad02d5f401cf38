package io.skipruntime.cluster.log;

import io.skipruntime.SkipException;

/** An exception that says that a log cannot be reached at present. */
public final class LogUnavailableException extends SkipException {

  private static final long serialVersionUID = 1L;

  private final boolean mayBeAppended;

  /**
   * An exception.
   *
   * @param message what cannot be reached, and why
   * @param mayBeAppended whether a record that was to be appended may be in the log all the same
   */
  public LogUnavailableException(String message, boolean mayBeAppended, Throwable cause) {
    super(message, cause);
    this.mayBeAppended = mayBeAppended;
  }

  /** Whether a record that was to be appended may be in the log all the same. */
  public boolean mayBeAppended() {
    return mayBeAppended;
  }
}
