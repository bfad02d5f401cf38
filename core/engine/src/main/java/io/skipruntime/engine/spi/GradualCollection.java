package io.skipruntime.engine.spi;

import io.skipruntime.EagerCollection;
import java.util.List;

/**
 * A collection whose entries can come little by little into the nodes that are made of it, so that
 * no write waits until they are all there. The collections that the engine gives to functions are
 * such.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface GradualCollection<K, V> {

  /**
   * The collection for nodes that may be filled in steps: another one with the same entries, if the
   * collection is large and a {@link GradualResource} is about to be opened, or has been; else the
   * collection itself. Contents are never those of half the entries for anybody but the engine.
   *
   * @param purpose what the nodes are for, as a value: equal purposes share them
   */
  EagerCollection<K, V> gradually(Object purpose);

  /**
   * The collection for nodes that are to be filled when all entries of other collections are there:
   * another one with the same entries, as of {@link #gradually(Object)}, if it or one of the others
   * is filled in steps.
   *
   * @param others come first; collections of the same function
   */
  EagerCollection<K, V> graduallyAfter(
      List<? extends EagerCollection<?, ?>> others, Object purpose);

  /**
   * The collection for nodes that are to be filled in an order: another one with the same entries,
   * as of {@link #gradually(Object)}, if it is filled in steps. Its entries come in when all are
   * there.
   *
   * @param order the order, for nodes that would compute much again with each entry that comes
   *     before others
   */
  EagerCollection<K, V> gradually(Object purpose, GradualOrder<? super K, ? super V> order);
}
