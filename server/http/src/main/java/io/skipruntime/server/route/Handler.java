package io.skipruntime.server.route;

import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.stream.StreamOpening;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The work that a route does for a call. */
sealed interface Handler {

  /** A handler that answers at once, on the event loop; it must not block. */
  @FunctionalInterface
  non-sealed interface Immediate extends Handler {

    /** The answer to a call without its body. */
    Answer answer(Call call);
  }

  /** A handler that answers with the help of the service, on a thread that may block. */
  @FunctionalInterface
  non-sealed interface Blocking extends Handler {

    /** The answer to a call with its body. */
    Answer answer(Call call);

    /** Whether the work is given up when the client ends what it sends, and not only cut off. */
    default boolean endsWithItsClient() {
      return false;
    }
  }

  /**
   * A handler as {@link Blocking}, whose answer may come when its thread has gone on to the next
   * request.
   */
  @FunctionalInterface
  non-sealed interface Deferring extends Handler {

    /**
     * Does the work for a call with its body.
     *
     * @return completes with the answer, on any thread
     */
    CompletionStage<Answer> answer(Call call);
  }

  /** A handler that answers with an event stream. */
  @FunctionalInterface
  non-sealed interface Streaming extends Handler {

    /** What to stream, to be opened one after another; runs on a thread that may block. */
    List<StreamOpening> open(Call call);
  }
}
