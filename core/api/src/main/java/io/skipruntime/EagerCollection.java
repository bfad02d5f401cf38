package io.skipruntime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
   * The entries of the {@code limit} keys that come after the first {@code offset}: a page.
   *
   * @throws IllegalArgumentException if a number is negative
   * @throws WiringException as {@link #take(int)} does
   */
  EagerCollection<K, V> take(int offset, int limit);

  /**
   * The values whose time it is by the clock of the service: from the time that {@code from} makes
   * of them on, and before the one that {@code until} makes of them. A value comes and goes with
   * the first tick of the {@link Context#clock} that is at its time or after; such a tick costs as
   * much as the rows that come or go.
   *
   * @param from makes the time at which a value comes; null if it has always been there
   * @param until makes the time at which a value goes; null if it stays
   * @throws WiringException if a function captured a collection or anything mutable
   */
  EagerCollection<K, V> during(
      Function<? super V, ? extends @Nullable Instant> from,
      Function<? super V, ? extends @Nullable Instant> until);

  /** Of the values of each key those that {@code keep} accepts; a key without one is not there. */
  default EagerCollection<K, V> filter(Predicate<? super V> keep) {
    return map(new Mappers.FilterValues<>(keep));
  }

  /** As {@link #filter(Predicate)}, by key and value. */
  default EagerCollection<K, V> filter(BiPredicate<? super K, ? super V> keep) {
    return map(new Mappers.Filter<>(keep));
  }

  /** What {@code function} makes of each value, under the key that the value has. */
  default <W> EagerCollection<K, W> mapValues(Function<? super V, ? extends W> function) {
    return map(new Mappers.MapValues<>(function));
  }

  /**
   * The values, each under the key that {@code key} makes of it. Values that get the same key are
   * in the order of the keys that they had.
   */
  default <J> EagerCollection<J, V> keyBy(Function<? super V, ? extends J> key) {
    return map(new Mappers.KeyByValue<>(key));
  }

  /** As {@link #keyBy(Function)}, by key and value. */
  default <J> EagerCollection<J, V> keyBy(BiFunction<? super K, ? super V, ? extends J> key) {
    return map(new Mappers.KeyBy<>(key));
  }

  /**
   * The result of {@code aggregator} over all values for which {@code group} makes the same key:
   * the same as {@code keyBy(group).reduce(aggregator)}, without keeping the collection between.
   *
   * @throws WiringException as {@link #reduce} does
   */
  default <J, R> EagerCollection<J, R> groupBy(
      Function<? super V, ? extends J> group, Aggregator<? super V, ?, R> aggregator) {
    return mapReduce(new Mappers.KeyByValue<K, V, J>(group), aggregator);
  }

  /** Each value of a key once: the first of those that are the same JSON. */
  EagerCollection<K, V> distinct();

  /**
   * Of the values of each key the first {@code count} in an order, sorted by it; of equal ones
   * those that come first in the collection.
   *
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws WiringException if {@code order} captured a collection or anything mutable
   */
  EagerCollection<K, V> top(int count, Order<? super V> order);

  /**
   * The rows, each a key with one of its values, that are among the first {@code count} of their
   * group in an order; of equal ones those with the least key, then those that come first among the
   * values of the key. Rows keep their keys.
   *
   * @param group makes the group of a value
   * @throws IllegalArgumentException if {@code count} is negative
   * @throws WiringException if {@code group} or {@code order} captured a collection or anything
   *     mutable
   */
  <J> EagerCollection<K, V> topBy(
      Function<? super V, ? extends J> group, int count, Order<? super V> order);

  /**
   * What a function computes for each row, a key with one of its values, of the rows around it: the
   * row before, a rank, a running sum. The results are under the key of the row, in the order of
   * the values. A changed row costs O(log g) in a partition of g rows, and as much for each row
   * that it gives another result.
   *
   * @throws WiringException if {@code window} or {@code function} captured a collection or anything
   *     mutable
   */
  <R> EagerCollection<K, R> window(Window<? super V> window, WindowFunction<? super V, R> function);

  /**
   * What {@code combine} makes of each value of a key here and each that the key has in {@code
   * other}: in the order of the values here, then of those there.
   *
   * @throws WiringException if {@code combine} captured a collection or anything mutable
   */
  <W, R> EagerCollection<K, R> join(
      EagerCollection<K, W> other, BiFunction<? super V, ? super W, ? extends R> combine);

  /**
   * As {@link #join}; a value whose key is not in {@code other} is combined with an empty Optional.
   *
   * @throws WiringException as {@link #join} does
   */
  <W, R> EagerCollection<K, R> leftJoin(
      EagerCollection<K, W> other, BiFunction<? super V, Optional<W>, ? extends R> combine);

  /**
   * What {@code combine} makes of each value and of those that {@code other} has at the key that
   * the value refers to: orders with their customers. Each row that refers to a key is computed
   * again when that key changes.
   *
   * @param reference makes the key that a value refers to; null for none
   */
  default <J, W, R> EagerCollection<K, R> lookup(
      Function<? super V, ? extends @Nullable J> reference,
      EagerCollection<J, W> other,
      BiFunction<? super V, ? super W, ? extends R> combine) {
    return map(new Mappers.Refer<K, V, J, W, R>(reference, other, combine));
  }

  /**
   * What {@code combine} makes of each row here and each of {@code other} for which {@code mine}
   * and {@code theirs} make the same: under both keys. A changed row costs as much as there are
   * rows that it meets.
   *
   * @param mine makes what values here are joined by; null for a value that meets none
   * @param theirs makes what those of {@code other} are joined by
   * @throws WiringException if a function captured a collection or anything mutable
   */
  <L, W, J, R> EagerCollection<Pair<K, L>, R> joinOn(
      Function<? super V, ? extends @Nullable J> mine,
      EagerCollection<L, W> other,
      Function<? super W, ? extends @Nullable J> theirs,
      BiFunction<? super V, ? super W, ? extends R> combine);

  /**
   * The values of this collection and all that follows from them: the least set of rows that has
   * each value and, with a row, all that {@code expansion} gives for it. Each row is a key with
   * itself as value. What is reached by roads from some places, what parts a product is made of.
   *
   * <p>A row that comes costs a run of {@code expansion} for each row that is new with it, a
   * changed key of another collection one for each row that has looked it up. When a row loses what
   * it followed from, those that rest on it alone are looked for; those that still follow from
   * others, in a circle or not, stay.
   *
   * @param expansion gives the rows that follow from one, and looks up the others
   * @param others the collections that {@code expansion} looks up, by their numbers from 0
   * @param mostRows the greatest number of rows; more are a failure, so that what has no end ends
   * @throws WiringException if {@code expansion} captured a collection or anything mutable
   */
  EagerCollection<V, V> closure(
      Expansion<V> expansion, List<? extends EagerCollection<?, ?>> others, int mostRows);

  /** The entries whose keys are in {@code other}. */
  EagerCollection<K, V> semiJoin(EagerCollection<K, ?> other);

  /** The entries whose keys are not in {@code other}. */
  EagerCollection<K, V> antiJoin(EagerCollection<K, ?> other);

  /**
   * The union of this collection and others. A key's values are this collection's, then those of
   * the first of {@code others}, and so on.
   */
  EagerCollection<K, V> merge(List<? extends EagerCollection<K, V>> others);

  /** As {@link #merge(List)} with one other collection. */
  default EagerCollection<K, V> merge(EagerCollection<K, V> other) {
    return merge(List.of(other));
  }

  /**
   * This collection; while it has no entries, the one entry that is given: totals of nothing.
   *
   * @param key the key of the entry
   * @param value its only value
   */
  EagerCollection<K, V> defaultIfEmpty(K key, V value);

  /**
   * The results of calls of a service or a model, one for each value of each key. A call is made
   * outside of all transactions, on a virtual thread, and its result comes in a commit of its own;
   * until then the value is {@link Loadable.Loading}, and if the call fails it is a {@link
   * Loadable.Failure}, which fails no write.
   *
   * <p>A result is kept, and recorded with the rest, as long as its key has an equal value, and for
   * some time after: no call is made again for what did not change, nor after a restart or a
   * reload. Results are known by the name and the version of the options and by what the function
   * captured; a function whose code gives other results needs another {@link
   * AsyncOptions#withVersion version}. A call is cancelled when its value is not there any more, or
   * no collection needs its result.
   *
   * @throws WiringException if {@code function} captured a collection, or its results cannot be
   *     recorded
   */
  <R> EagerCollection<K, Loadable<R>> mapAsync(
      AsyncFunction<? super K, ? super V, R> function, AsyncOptions<R> options);

  /**
   * The same collection, of which a function that is given it looks up its own key only: the key of
   * the entry that it maps. Where several shards compute the shared graph, such a collection is not
   * copied to every shard, since the values of the own key are where the function runs. There, a
   * function that looks up another key, asks for the size, or makes collections of it fails, and
   * with it the write. Elsewhere this changes nothing.
   *
   * <p>It is for what functions of {@link #map(Mapper)} and {@link #mapReduce} capture; on shards a
   * lazy collection is not given it. Operators that are applied to it are applied to the
   * collection.
   */
  EagerCollection<K, V> colocated();

  /** The number of keys. */
  int size();
}
