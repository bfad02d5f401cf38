package io.skipruntime;

/** An external source that a request needs has no data and does not deliver any. */
public class SourceUnavailableException extends SkipException {

  private static final long serialVersionUID = 1L;

  /** A source, and why it has no data. */
  public SourceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
