package io.skipruntime.client;

import io.skipruntime.json.DecodeException;

/** What a service sent does not fit into the Java types that it was asked for as. */
public final class MismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MismatchException(String message, DecodeException cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
