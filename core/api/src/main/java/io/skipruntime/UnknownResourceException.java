package io.skipruntime;

/** A request names a resource that the service does not have. */
public final class UnknownResourceException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says which resource it is, and which there are. */
  public UnknownResourceException(String message) {
    super(message);
  }
}
