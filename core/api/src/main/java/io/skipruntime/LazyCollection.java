package io.skipruntime;

import java.util.List;

/**
 * A reactive collection whose entries are computed when a function asks for them, and kept as long
 * as a function uses them. Reads are tracked like those of an {@link EagerCollection}, and the same
 * rules say when and by whom a lazy collection may be used.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface LazyCollection<K, V> extends Lookup<K, V> {

  /**
   * The values that the collection's {@link LazyCompute} gives for {@code key}.
   *
   * @throws CyclicComputationException if computing the entry needs the entry itself
   */
  @Override
  List<V> get(K key);
}
