package io.skipruntime.client.live;

/**
 * A listener that is told of what happens to a live collection, in order, by one thread at a time.
 * While it is busy, no further change is applied; it must not wait for one.
 *
 * @param <K> the keys
 * @param <V> the values of each key
 */
@FunctionalInterface
public interface LiveListener<K, V> {

  /**
   * Contents have changed. The first call has all there is, so that a listener that is added later
   * misses nothing.
   */
  void changed(LiveChange<K, V> change);

  /** The status has changed. */
  default void statusChanged(LiveStatus status) {}
}
