package io.skipruntime;

/**
 * The service has as many streams or resource instances open as its options allow; the request may
 * succeed when some of it has been closed.
 */
public final class OverloadedException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** Says what there is too much of. */
  public OverloadedException(String message) {
    super(message);
  }
}
