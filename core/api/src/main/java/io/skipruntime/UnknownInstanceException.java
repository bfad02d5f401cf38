package io.skipruntime;

/** A request names a resource instance that is not open, or no longer. */
public final class UnknownInstanceException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says what there is no instance for. */
  public UnknownInstanceException(String message) {
    super(message);
  }
}
