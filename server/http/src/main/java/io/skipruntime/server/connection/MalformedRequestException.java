package io.skipruntime.server.connection;

/** A request is not HTTP as it has to be; the message says why. */
public final class MalformedRequestException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedRequestException(String message) {
    super(message, null, false, false);
  }
}
