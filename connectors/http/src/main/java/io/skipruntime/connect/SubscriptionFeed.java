package io.skipruntime.connect;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService.Callbacks;
import io.skipruntime.ExternalService.Delivery;
import io.skipruntime.client.feed.Backoff;
import io.skipruntime.client.feed.Feed;
import io.skipruntime.client.feed.SourceException;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The feed of one subscription of an external service. What its attempts fail with makes the source
 * stale, until a delivery is accepted. One that has data of an earlier process goes on for ever,
 * whatever its first attempts meet.
 *
 * <p>For authors of connectors: extend it, and have {@link #attempt} get data and {@link #deliver}
 * it. The methods are for the feed's own thread.
 */
public abstract class SubscriptionFeed extends Feed {

  private final Callbacks callbacks;

  /**
   * A feed that is not started.
   *
   * @param name of its thread
   * @param callbacks where the subscription's data goes
   */
  @SuppressWarnings("this-escape") // what it calls completes a future that is not given away yet
  protected SubscriptionFeed(String name, Callbacks callbacks, Backoff backoff) {
    super(name, backoff);
    this.callbacks = callbacks;
    if (callbacks.isLoaded()) {
      supplied();
    }
  }

  /** Where the subscription's data goes. */
  protected final Callbacks callbacks() {
    return callbacks;
  }

  /** The position of a stream up to which the service has the data; empty if it has none. */
  protected final Optional<Json> position(String stream) {
    return callbacks.isLoaded()
        ? Optional.ofNullable(callbacks.positions().get(stream))
        : Optional.empty();
  }

  @Override
  protected final void troubled(SourceException failure) {
    callbacks.error(failure);
  }

  /**
   * Gives data to the service.
   *
   * @param entries changed keys with their new values, none for a key that is gone
   * @param isInitial whether it is all there is
   * @throws SourceException if the service rejects it
   */
  protected final void deliver(List<? extends Entry<?, ?>> entries, boolean isInitial)
      throws SourceException {
    deliver(() -> callbacks.update(entries, isInitial));
  }

  /**
   * Gives data to the service with the position that it leads to.
   *
   * @param isInitial whether it is all there is
   * @param stream what the position is of; a name of the external service's own
   * @throws SourceException if the service rejects it; the position is as before then
   */
  protected final void deliver(
      List<? extends Entry<?, ?>> entries, boolean isInitial, String stream, Json position)
      throws SourceException {
    deliver(() -> {
      Delivery delivery = callbacks.begin();
      if (isInitial) {
        delivery.replace(callbacks);
      }
      for (Entry<?, ?> entry : entries) {
        delivery.put(callbacks, entry.key(), entry.values());
      }
      return delivery.commit(stream, position);
    });
  }

  /**
   * Gives a delivery to the service with the position that it leads to.
   *
   * @param delivery of this subscription
   * @param stream what the position is of; a name of the external service's own
   * @throws SourceException if the service rejects it; the position is as before then
   */
  protected final void deliver(Delivery delivery, String stream, Json position)
      throws SourceException {
    deliver(() -> delivery.commit(stream, position));
  }

  private void deliver(Supplier<CompletionStage<Void>> commit) throws SourceException {
    if (isStopped()) {
      return;
    }
    try {
      commit.get().toCompletableFuture().join();
    } catch (CompletionException e) {
      Throwable rejection = e.getCause() == null ? e : e.getCause();
      throw SourceException.lasting(SourceException.messageOf(rejection));
    } catch (RuntimeException e) {
      throw SourceException.lasting(SourceException.messageOf(e));
    }
    supplied();
  }

  /** Tells the service that what it was given last is what the source has now. */
  protected final void confirm() throws SourceException {
    deliver(List.of(), false);
  }
}
