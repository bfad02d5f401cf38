package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.client.feed.SourceException;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * The feed of one subscription of an external service. What its attempts fail with makes the source
 * stale, until a delivery is accepted.
 */
abstract class SubscriptionFeed extends Feed {

  private final Callbacks callbacks;

  SubscriptionFeed(String name, Callbacks callbacks, Backoff backoff) {
    super(name, backoff);
    this.callbacks = callbacks;
  }

  @Override
  protected final void troubled(SourceException failure) {
    callbacks.error(failure);
  }

  /**
   * Gives data to the service.
   *
   * @param isInitial whether it is all there is
   * @throws SourceException if the service rejects it
   */
  final void deliver(List<? extends Entry<?, ?>> entries, boolean isInitial)
      throws SourceException {
    if (isStopped()) {
      return;
    }
    try {
      callbacks.update(entries, isInitial).toCompletableFuture().join();
    } catch (CompletionException e) {
      Throwable rejection = e.getCause() == null ? e : e.getCause();
      throw SourceException.lasting(SourceException.messageOf(rejection));
    }
    supplied();
  }

  /** Tells the service that what it was given last is what the source has now. */
  final void confirm() throws SourceException {
    deliver(List.of(), false);
  }
}
