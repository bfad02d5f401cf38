package io.skipruntime;

/** A request names a sink that the service does not have. */
public final class UnknownSinkException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says which sink it is, and which there are. */
  public UnknownSinkException(String message) {
    super(message);
  }
}
