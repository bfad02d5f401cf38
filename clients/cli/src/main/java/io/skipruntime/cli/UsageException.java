package io.skipruntime.cli;

/** A command was not understood, or names what is not there; the message is for its user. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
