package io.skipruntime.client;

import io.skipruntime.json.DecodeException;

/**
 * An exception that says that data of a service does not fit into the Java types that it was asked
 * for as.
 */
public final class MismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MismatchException(String message, DecodeException cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
