package io.skipruntime.engine.source;

/**
 * The life of one subscription of an external service, which is begun at most once and ended at
 * most once. The end comes after the service has returned from the beginning, whichever thread asks
 * first: else the service would be told of the end of what it does not have yet, and keep it.
 * Thread-safe.
 */
final class SubscriptionLife {

  private boolean isBegun;
  private boolean isBeginning;
  private boolean isOver;

  /** Whether the caller is to subscribe, since no thread has, and the life is not over. */
  synchronized boolean begin() {
    boolean isFirst = !isBegun && !isOver;
    if (isFirst) {
      isBegun = true;
      isBeginning = true;
    }
    return isFirst;
  }

  /**
   * Notes that the service has returned from the beginning, also with a failure.
   *
   * @return whether the caller is to unsubscribe, since the life is over
   */
  synchronized boolean begun() {
    isBeginning = false;
    return isOver;
  }

  /** Whether {@link #end} was called. */
  synchronized boolean isOver() {
    return isOver;
  }

  /**
   * Notes that the life is over.
   *
   * @return whether the caller is to unsubscribe; if not, nothing was subscribed, or another thread
   *     does
   */
  synchronized boolean end() {
    boolean isFirst = !isOver;
    isOver = true;
    return isFirst && isBegun && !isBeginning;
  }
}
