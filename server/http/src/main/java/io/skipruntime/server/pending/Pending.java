package io.skipruntime.server.pending;

import io.skipruntime.server.host.ByteBudget;
import io.skipruntime.server.host.EventLoop;
import io.skipruntime.server.options.LimitOptions;
import io.skipruntime.server.options.ServerOptions;

/**
 * The requests and answers that one listener holds on their way, each kind bounded for all of its
 * connections together.
 *
 * @param answers those that are not sent yet
 * @param bodies what bodies hold that are not handled yet
 */
public record Pending(OutgoingAnswers answers, ByteBudget bodies) {

  /** Nothing yet. */
  public static Pending of(String listener, ServerOptions options) {
    LimitOptions limits = options.limits();
    return new Pending(
        new OutgoingAnswers(
            listener, ByteBudget.ofHeap(limits.pendingAnswerBytes()), options.writeStallMillis()),
        new ByteBudget(ByteBudget.ofHeap(limits.pendingBodyBytes())));
  }

  /** Ends answers that are not taken, from now on, for as long as a loop runs. */
  public void start(EventLoop loop) {
    answers.start(loop);
  }
}
