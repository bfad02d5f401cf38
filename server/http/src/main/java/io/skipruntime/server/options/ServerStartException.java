package io.skipruntime.server.options;

/** A server cannot start the way its options say; the message says why and what to do. */
public final class ServerStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a message that says why and what to do. */
  public ServerStartException(String message) {
    super(message);
  }

  /** With a message that says why and what to do, and what was the cause. */
  public ServerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
