package io.skipruntime;

import java.util.List;
import java.util.function.Consumer;

/**
 * A function from a row to the rows that follow from it, for {@link EagerCollection#closure}: from
 * a place to those that a road leads to. It sees the row and what it looks up in the collections
 * that the operator was given, and nothing else that changes.
 *
 * @param <V> type of the rows
 */
@FunctionalInterface
public interface Expansion<V> {

  /**
   * Gives the rows that follow from one.
   *
   * @param row the row
   * @param found has the values of keys of the other collections; what is looked up is tracked
   * @param out takes the rows
   */
  void expand(V row, Found found, Consumer<? super V> out);

  /** The contents of the other collections of the operator. */
  interface Found {

    /**
     * The values of a key; empty if it is not there.
     *
     * @param collection the number of the collection, from 0
     * @param <W> type of its values
     */
    <W> List<W> get(int collection, Object key);
  }
}
