package io.skipruntime.engine;

import io.skipruntime.SkipException;

/** The service has been closed, and takes no more requests. */
public final class ServiceClosedException extends SkipException {

  private static final long serialVersionUID = 1L;

  ServiceClosedException() {
    super("the service is closed");
  }
}
