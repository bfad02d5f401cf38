package io.skipruntime.server;

/** A request is not HTTP as it has to be; the message says why. */
final class MalformedRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedRequestException(String message) {
    super(message, null, false, false);
  }
}
