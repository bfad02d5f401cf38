package io.skipruntime.journal.format;

/**
 * An exception that tells that bytes are not what a writer of this format makes; the message says
 * what is wrong.
 */
public final class MalformedDataException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With a message that says what is wrong. */
  public MalformedDataException(String message) {
    super(message);
  }

  /** With a message that says what is wrong, and the exception that told so. */
  public MalformedDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
