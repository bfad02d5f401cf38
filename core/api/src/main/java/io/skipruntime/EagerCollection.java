package io.skipruntime;

import java.util.List;

/**
 * A reactive collection that is kept up to date as its inputs change: each key has a non-empty list
 * of values, and keys are in the order of their JSON.
 *
 * <p>The operators ({@link #map} to {@link #merge}) describe new collections and may be called in
 * {@link SkipService#createGraph}, {@link Resource#instantiate} and {@link ContextMapper}. The
 * reads ({@link #get} to {@link #size}) may be called in every function but {@code createGraph};
 * what a function reads is tracked, and the function runs again when it changes.
 *
 * <p>Two collections are equal if they are the same node of the graph. A collection may be used
 * only while the function that it was given to is running, and only by that function's thread; a
 * function gets at other collections by having them as components (of a record) or captured
 * variables (of a lambda).
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface EagerCollection<K, V> extends Lookup<K, V> {

  /**
   * The collection of all that {@code mapper} emits for the entries of this one. The values of one
   * key are ordered by the key they were emitted for, then by emission.
   *
   * @throws WiringException if what {@code mapper} captured is mutable
   */
  <K2, V2> EagerCollection<K2, V2> map(Mapper<? super K, ? super V, K2, V2> mapper);

  /** As {@link #map(Mapper)}, for mappers that create collections while they run. */
  <K2, V2> EagerCollection<K2, V2> map(ContextMapper<? super K, ? super V, K2, V2> mapper);

  /**
   * Replaces the values of each key by the one result of {@code aggregator} over them.
   *
   * @param aggregator usually a {@link Reducer}, or one of {@link Reducers}
   * @throws WiringException if what {@code aggregator} captured is mutable
   */
  <R> EagerCollection<K, R> reduce(Aggregator<? super V, ?, R> aggregator);

  /** The same as {@code map(mapper).reduce(aggregator)}, without keeping the collection between. */
  <K2, V2, R> EagerCollection<K2, R> mapReduce(
      Mapper<? super K, ? super V, K2, V2> mapper, Aggregator<? super V2, ?, R> aggregator);

  /**
   * The entries whose keys are from {@code start} to {@code end}, both included.
   *
   * @throws WiringException if keys like these are not in the order of their declaration, as those
   *     of most records are not; with {@link io.skipruntime.json.Tuple} they are
   */
  EagerCollection<K, V> slice(K start, K end);

  /**
   * The entries whose keys are in at least one of the given ranges.
   *
   * @throws WiringException as {@link #slice} does
   */
  EagerCollection<K, V> slices(List<Range<K>> ranges);

  /**
   * The entries whose keys begin with the given parts: keys that are lists, or records with the
   * annotation {@link io.skipruntime.json.Tuple}. Of keys {@code Rank(item, amount, bid)}, {@code
   * slicePrefix("chair")} has those of one item, in the order of the amount.
   *
   * @param parts the first component or element of the keys, the second, and so on
   * @throws WiringException if parts of the keys are not in the order of their declaration
   */
  EagerCollection<K, V> slicePrefix(Object... parts);

  /**
   * The entries of the first {@code limit} keys.
   *
   * @throws IllegalArgumentException if {@code limit} is negative
   * @throws WiringException as {@link #slice} does, or when the first such key comes
   */
  EagerCollection<K, V> take(int limit);

  /**
   * The union of this collection and others. A key's values are this collection's, then those of
   * the first of {@code others}, and so on.
   */
  EagerCollection<K, V> merge(List<? extends EagerCollection<K, V>> others);

  /** As {@link #merge(List)} with one other collection. */
  default EagerCollection<K, V> merge(EagerCollection<K, V> other) {
    return merge(List.of(other));
  }

  /** The number of keys. */
  int size();
}
