package io.skipruntime.engine;

import io.skipruntime.SkipException;

/** A write names a collection that is not an input of the service. */
public final class UnknownCollectionException extends SkipException {

  private static final long serialVersionUID = 1L;

  UnknownCollectionException(String message) {
    super(message);
  }
}
