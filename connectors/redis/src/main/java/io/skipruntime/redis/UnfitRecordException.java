package io.skipruntime.redis;

/**
 * A record has a key or a value that cannot be used. The message says what is wrong, for people; it
 * does not repeat the record.
 */
final class UnfitRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  UnfitRecordException(String message) {
    super(message);
  }
}
