package io.skipruntime.engine;

import io.skipruntime.SkipException;

/** A request names a resource instance that is not open, or no longer. */
public final class UnknownInstanceException extends SkipException {

  private static final long serialVersionUID = 1L;

  UnknownInstanceException(String message) {
    super(message);
  }
}
