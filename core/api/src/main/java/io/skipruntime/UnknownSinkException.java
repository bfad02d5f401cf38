package io.skipruntime;

/** There is no such sink. */
public final class UnknownSinkException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** The message says what there is. */
  public UnknownSinkException(String message) {
    super(message);
  }
}
