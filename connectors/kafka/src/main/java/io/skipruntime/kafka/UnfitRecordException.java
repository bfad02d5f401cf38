package io.skipruntime.kafka;

/**
 * A record has a key or a value that cannot be used. The message says what is wrong, for people; it
 * does not repeat the record.
 */
public final class UnfitRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  /** A record that cannot be used, for a reason. */
  public UnfitRecordException(String message) {
    super(message);
  }
}
