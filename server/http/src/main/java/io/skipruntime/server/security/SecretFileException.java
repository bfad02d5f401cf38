package io.skipruntime.server.security;

/** A file with a secret, key or certificate cannot be used; the message says which and why. */
public final class SecretFileException extends Exception {

  private static final long serialVersionUID = 1L;

  /** With what the file is for and what is wrong with it. */
  public SecretFileException(String message) {
    super(message);
  }
}
