package io.skipruntime.server.route;

import io.skipruntime.server.problem.Answer;
import io.skipruntime.server.request.Call;
import io.skipruntime.server.stream.StreamSource;

/** What a route does with a call. */
sealed interface Handler {

  /** Answers at once, on the event loop; must not block. */
  @FunctionalInterface
  non-sealed interface Immediate extends Handler {

    /** The answer to a call without its body. */
    Answer answer(Call call);
  }

  /** Answers with the help of the service, on a thread that may block. */
  @FunctionalInterface
  non-sealed interface Blocking extends Handler {

    /** The answer to a call with its body. */
    Answer answer(Call call);
  }

  /** Answers with an event stream. */
  @FunctionalInterface
  non-sealed interface Streaming extends Handler {

    /** What to stream; runs on a thread that may block. */
    StreamSource open(Call call);
  }
}
