package io.skipruntime;

import io.skipruntime.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A source of collections outside of the service: a database, a broker, another Skip service. The
 * engine subscribes to a resource when a function first needs it and unsubscribes when none does.
 *
 * <p>Implementations are thread-safe: the engine may call them from any thread, and they may call
 * back from any thread, also before {@link #subscribe} has returned.
 */
public interface ExternalService {

  /**
   * Subscribes to a resource.
   *
   * @param instance identifies this subscription
   * @param resource name of the resource
   * @param params its parameters
   * @param callbacks takes the resource's data and failures until {@link #unsubscribe}
   * @return completes when the initial data was given to {@link Callbacks#update}, or exceptionally
   *     if there is none to be had
   */
  CompletionStage<Void> subscribe(
      String instance, String resource, Json params, Callbacks callbacks);

  /** Ends a subscription. */
  void unsubscribe(String instance);

  /** Ends all subscriptions and gives back what the service holds; called once, at the end. */
  default CompletionStage<Void> shutdown() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * The receiver of the data that an external service delivers for one subscription. Thread-safe.
   */
  interface Callbacks {

    /**
     * Delivers data. Without entries, and not initial, it confirms that what was delivered before
     * is what the source has now.
     *
     * <p>After a delivery that was rejected the source counts as stale. If what was rejected was a
     * difference, deliver all there is next, as initial: further differences would leave it out.
     *
     * @param entries changed keys with their new values, none for a key that is gone; {@code Json}
     *     or objects of the types the resource is used with
     * @param isInitial whether the entries replace all that was delivered before
     * @return completes when the data is part of the service's state, exceptionally if it was
     *     rejected
     */
    CompletionStage<Void> update(List<? extends Entry<?, ?>> entries, boolean isInitial);

    /**
     * Reports that the source cannot be reached or read. Its data is kept and counts as stale until
     * the next {@link #update}; before there is any, the report says why it is not there yet.
     */
    void error(Throwable reason);
  }
}
