package io.skipruntime.conformance;

import io.skipruntime.ComputationException;

/** A request was refused, since a function of the service failed. */
public final class FailedComputationException extends ComputationException {

  private static final long serialVersionUID = 1L;

  /** The service's message. */
  public FailedComputationException(String message) {
    super("the service", "of a request", new IllegalStateException(message));
  }
}
