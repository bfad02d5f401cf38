package io.skipruntime;

/**
 * A pure function from an entry of one collection to entries of another. It is a record or a lambda
 * and captures only collections and immutable values: two equal mappers over the same collection
 * give one node of the graph.
 *
 * @param <K1> type of the keys it is given
 * @param <V1> type of the values it is given
 * @param <K2> type of the keys it emits
 * @param <V2> type of the values it emits
 */
@FunctionalInterface
public interface Mapper<K1, V1, K2, V2> {

  /**
   * Maps one entry. It runs when the entry, or anything it read the last time, has changed.
   *
   * @param key the entry's key
   * @param values the entry's values
   * @param out takes what the entry is mapped to
   */
  void mapEntry(K1 key, Values<V1> values, Emitter<K2, V2> out);
}
