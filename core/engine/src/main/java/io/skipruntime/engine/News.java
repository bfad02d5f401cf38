package io.skipruntime.engine;

import io.skipruntime.ComputationException;

/**
 * The news of a subscriber: what one look at one version has found that the subscriber has not seen
 * yet.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public sealed interface News<K, V> {

  /**
   * The news that there is nothing new, or that a failed instance, whose failure the subscriber has
   * been told of, has not recovered.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   */
  record Nothing<K, V>() implements News<K, V> {}

  /**
   * The news that contents have changed.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   * @param update the contents, the first time or after a failure; else the keys that changed
   * @param id the identifier of the event that tells of the update
   */
  record Changes<K, V>(CollectionUpdate<K, V> update, EventId id) implements News<K, V> {}

  /**
   * The news that the instance has failed and has no contents until it recovers; told once for each
   * failure.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   * @param failure why it has failed
   */
  record Failed<K, V>(ComputationException failure) implements News<K, V> {}

  /**
   * The news that the instance was closed: there will be no others.
   *
   * @param <K> type of the keys
   * @param <V> type of the values
   */
  record Ended<K, V>() implements News<K, V> {}
}
