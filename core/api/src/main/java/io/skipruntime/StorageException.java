package io.skipruntime;

/**
 * An exception that says that a write could not be made durable. With {@link Reason#FULL} it has
 * not been carried out; with {@link Reason#FAILED} it has not been either, unless the storage
 * failed while the write was on its way: then the message says that its outcome is unknown.
 */
public class StorageException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** The reasons. */
  public enum Reason {
    /** There is no room; the service goes on by itself when there is. */
    FULL,
    /** Writing failed; the service has to be started again. */
    FAILED
  }

  private final Reason reason;

  /** An exception for a reason; the message says what to do. */
  public StorageException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** An exception for a reason with a cause; the message says what to do. */
  public StorageException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the write could not be made durable. */
  public Reason reason() {
    return reason;
  }
}
