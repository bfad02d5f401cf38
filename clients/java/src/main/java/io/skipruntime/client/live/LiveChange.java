package io.skipruntime.client.live;

import java.util.List;
import java.util.SortedMap;

/**
 * The difference between two versions of a live collection. All maps are unmodifiable, complete and
 * sorted by key in the order of JSON.
 *
 * @param changed the values, after the change, of each key whose values have changed; none if it is
 *     gone
 * @param before all contents before
 * @param after all contents after
 * @param <K> the keys
 * @param <V> the values of each key
 */
public record LiveChange<K, V>(
    SortedMap<K, List<V>> changed, SortedMap<K, List<V>> before, SortedMap<K, List<V>> after) {

  /** The values that a key had; none if it was not there. */
  public List<V> valuesBefore(K key) {
    return before.getOrDefault(key, List.of());
  }
}
