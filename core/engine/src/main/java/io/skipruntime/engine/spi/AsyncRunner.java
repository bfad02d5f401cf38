package io.skipruntime.engine.spi;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.json.Json;

/**
 * The runner of attempts to call async functions. {@link #onVirtualThreads} is that of every
 * service; a test has one that calls nothing, and ends each attempt as the test says. Thread-safe.
 */
@FunctionalInterface
public interface AsyncRunner {

  /**
   * Begins an attempt, and returns without waiting for its end.
   *
   * @return gives the attempt up: it is not needed any more, or has taken too long. Called once at
   *     most, by any thread, perhaps after the end
   */
  Runnable begin(AsyncAttempt attempt);

  /** Is told that an outcome of a call has become part of the service's state. */
  default void kept(AsyncCall call, Outcome<Object> outcome) {}

  /**
   * Is told that the outcome of a call is no part of the service's state any more.
   *
   * @param options the options of the function
   * @param key the key of the entry, as JSON
   * @param argument the digest of the value
   */
  default void forgotten(
      AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Json key, String argument) {}

  /** A runner that calls the author's function on a virtual thread for each attempt. */
  static AsyncRunner onVirtualThreads() {
    return attempt -> {
      Thread thread =
          Thread.ofVirtual()
              .name("skip-async-" + attempt.call().name())
              .unstarted(() -> run(attempt));
      thread.start();
      return thread::interrupt;
    };
  }

  /** Makes the call of an attempt on this thread, and ends the attempt as the call has ended. */
  @SuppressWarnings("FutureReturnValueIgnored") // the service sees to the outcome
  static void run(AsyncAttempt attempt) {
    Object result;
    try {
      result = attempt.call().make();
    } catch (Throwable e) {
      attempt.failed(e);
      return;
    }
    attempt.succeeded(result);
  }
}
