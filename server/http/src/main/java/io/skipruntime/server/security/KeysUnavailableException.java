package io.skipruntime.server.security;

/** The keys of an issuer cannot be had, so that nothing can be said of its tokens. */
public final class KeysUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  KeysUnavailableException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
