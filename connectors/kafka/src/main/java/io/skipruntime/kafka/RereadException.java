package io.skipruntime.kafka;

/** All of a topic is to be read again, for the reason that the message says. */
final class RereadException extends Exception {

  private static final long serialVersionUID = 1L;

  RereadException(String reason) {
    super(reason);
  }
}
