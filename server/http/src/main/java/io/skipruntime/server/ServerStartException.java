package io.skipruntime.server;

/** A server cannot start the way its options say; the message says why and what to do. */
public final class ServerStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ServerStartException(String message) {
    super(message);
  }

  ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
