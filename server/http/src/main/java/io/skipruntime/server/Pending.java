package io.skipruntime.server;

/**
 * What one listener holds of requests and answers on their way, each bounded for all of its
 * connections together.
 *
 * @param answers those that are not sent yet
 * @param bodies what bodies hold that are not handled yet
 */
record Pending(OutgoingAnswers answers, ByteBudget bodies) {

  /** Nothing yet. */
  static Pending of(String listener, ServerOptions options) {
    LimitOptions limits = options.limits();
    return new Pending(
        new OutgoingAnswers(
            listener, ByteBudget.ofHeap(limits.pendingAnswerBytes()), options.writeStallMillis()),
        new ByteBudget(ByteBudget.ofHeap(limits.pendingBodyBytes())));
  }
}
