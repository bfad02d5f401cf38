package io.skipruntime.engine;

import io.skipruntime.SkipException;

/** A request names a resource that the service does not have. */
public final class UnknownResourceException extends SkipException {

  private static final long serialVersionUID = 1L;

  UnknownResourceException(String message) {
    super(message);
  }
}
