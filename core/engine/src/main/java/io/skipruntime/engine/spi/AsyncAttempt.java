package io.skipruntime.engine.spi;

import java.util.concurrent.CompletionStage;

/**
 * One attempt of a call, which its runner ends once. What comes after the first end, or after the
 * attempt was given up, has no effect. Thread-safe.
 */
public interface AsyncAttempt {

  /** The call. */
  AsyncCall call();

  /** The number of the attempt; 1 for the first. */
  int number();

  /**
   * Ends the attempt with a result.
   *
   * @return completes when the result is part of the service's state, or is not needed any more;
   *     exceptionally if the service has refused it, which is tried again later
   */
  CompletionStage<Void> succeeded(Object result);

  /**
   * Ends the attempt with a failure.
   *
   * @return as that of {@link #succeeded}; at once if the call is tried again
   */
  CompletionStage<Void> failed(Throwable failure);
}
