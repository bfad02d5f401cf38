package io.skipruntime;

import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
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

  /**
   * Ends all subscriptions and gives back what the service holds. Called once: when the service
   * that uses it ends or cannot be started, when a reload has replaced it, or when the reload that
   * brought it fails.
   */
  default CompletionStage<Void> shutdown() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * The receiver of the data that an external service delivers for one subscription. Thread-safe.
   *
   * <p>{@link #update} is the short form for data of this subscription alone. What belongs
   * together, such as all that one commit of a database changed in several tables, goes into one
   * {@link Delivery}.
   */
  interface Callbacks {

    /** The resource that was subscribed, with the types that its keys and values are decoded to. */
    ExternalResource<?, ?> resource();

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

    /**
     * Begins a delivery, of this subscription and any others of the same external service. It is
     * for one thread at a time, and for one commit.
     */
    Delivery begin();

    /**
     * The positions that were committed last with data of this external service, by stream; after a
     * restart those up to which the service has what was delivered. Empty where nothing outlives
     * the process and nothing was delivered.
     */
    Map<String, Json> positions();

    /**
     * Whether the service has data of this subscription, up to the {@link #positions}: delivered,
     * or restored after a restart. If not, all data is to be delivered, whatever the positions say.
     */
    boolean isLoaded();

    /**
     * The values that were delivered last for a key of this subscription; none if the key is not
     * there.
     *
     * @param key {@code Json} or an object of the type the resource is used with
     */
    List<?> delivered(Object key);

    /** Says how far the source is behind, for its status. */
    void report(SourceStatus.Lag lag);

    /** Says how far the source has come in loading, for its status; until data is committed. */
    void report(SourceStatus.Progress progress);

    /**
     * Says what an operator should know though the source goes on, for its status.
     *
     * @param warnings all there are now, in place of those that were said before
     */
    void warn(List<String> warnings);
  }

  /**
   * Data of one or several subscriptions that takes effect at once: one transaction, one event in
   * each stream, and one record of a journal, with the position that it leads to. Nothing happens
   * until it is committed. For one thread at a time.
   */
  interface Delivery {

    /**
     * Removes all that was delivered before for a subscription; what is put after this is all that
     * there is.
     */
    void replace(Callbacks of);

    /**
     * Gives a key of a subscription new values; of a key that is put twice the last counts.
     *
     * @param key {@code Json} or an object of the type the resource is used with
     * @param values likewise; none if the key is gone
     * @throws InvalidInputException if key or values are not of the resource's types; nothing was
     *     put, and the delivery can go on
     */
    void put(Callbacks of, Object key, List<?> values);

    /**
     * Says that a key of a subscription has no usable value: it is gone, and its subscription's
     * status lists it until it is put again.
     *
     * @param key {@code Json} or an object of the type the resource is used with; also one that is
     *     not of that type
     * @param why what is wrong, for people
     */
    void reject(Callbacks of, Object key, String why);

    /**
     * Commits data without a position.
     *
     * @return completes when the data is durable, if it has to be, and can be seen
     * @throws RuntimeException if the service refuses the data, because a function fails for
     *     instance: the sources are stale then, and the data goes in with the next delivery of the
     *     same subscriptions that is accepted
     */
    CompletionStage<Void> commit();

    /**
     * Commits data and a position of a stream. Without data it is noted that nothing has changed up
     * to the position, which makes no tick and wakes no subscriber.
     *
     * @param stream the external service's own name for what the position is of
     * @param position the position
     * @return as {@link #commit()} does
     * @throws RuntimeException as {@link #commit()} does; the position is not noted then
     */
    CompletionStage<Void> commit(String stream, Json position);
  }
}
