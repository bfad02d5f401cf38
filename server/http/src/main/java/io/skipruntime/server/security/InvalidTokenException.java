package io.skipruntime.server.security;

/** A token does not prove who somebody is; the message says why, without repeating the token. */
public final class InvalidTokenException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidTokenException(String message) {
    super(message);
  }

  InvalidTokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
