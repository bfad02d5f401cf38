package io.skipruntime;

/** A request names a command that the service does not have. */
public final class UnknownCommandException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says which command it is, and which there are. */
  public UnknownCommandException(String message) {
    super(message);
  }
}
