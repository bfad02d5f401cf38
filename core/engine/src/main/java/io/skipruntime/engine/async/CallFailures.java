package io.skipruntime.engine.async;

import io.skipruntime.AsyncCallException;
import io.skipruntime.engine.spi.AsyncCall;
import io.skipruntime.json.FailureText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The words for failed calls. Of an exception that is none of the author's own, the class alone is
 * told: its message may have addresses, tokens, or what a service has answered.
 */
final class CallFailures {

  private static final Logger LOGGER = System.getLogger(CallFailures.class.getName());

  private CallFailures() {}

  /** What readers of the collection are told. */
  static String messageOf(Throwable failure) {
    return failure instanceof AsyncCallException && failure.getMessage() != null
        ? FailureText.of(failure.getMessage())
        : "the call failed: " + failure.getClass().getSimpleName();
  }

  /** Notes a failed attempt, for those who look into it. */
  static void log(AsyncCall call, int attempt, Throwable failure) {
    if (LOGGER.isLoggable(Level.DEBUG)) {
      LOGGER.log(
          Level.DEBUG,
          "attempt " + attempt + " of a call of " + call.name() + " failed",
          FailureText.loggable(failure));
    }
  }
}
