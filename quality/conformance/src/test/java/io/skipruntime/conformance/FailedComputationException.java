package io.skipruntime.conformance;

/** A request was refused, since a function of the service failed. */
public final class FailedComputationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The service's message. */
  public FailedComputationException(String message) {
    super(message);
  }
}
