package io.skipruntime;

/** An exception that says that a service cannot be read as it was after some commit. */
public class PastUnavailableException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** The reasons. */
  public enum Reason {
    /** The commit is of another epoch: the service was started again since, or is another one. */
    OTHER_EPOCH,
    /** The commit is not kept, or not any more. */
    FORGOTTEN,
    /** The commit is kept, but what was asked for did not exist then. */
    NOT_THERE,
    /** The commit has not been made. */
    FUTURE
  }

  private final Reason reason;

  /** An exception for a reason; the message says what can be read. */
  public PastUnavailableException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why it cannot be read. */
  public Reason reason() {
    return reason;
  }
}
