package io.skipruntime;

import java.util.List;
import java.util.stream.Stream;

/**
 * The values of one key: immutable, in order, at least one.
 *
 * @param <V> type of the values
 */
public interface Values<V> extends Iterable<V> {

  /**
   * The value, if there is exactly one.
   *
   * @throws NonUniqueValueException if there are several
   */
  V getUnique();

  /** The values as an immutable list. */
  List<V> toList();

  /** The number of values, at least 1. */
  int size();

  /** The values, in order. */
  default Stream<V> stream() {
    return toList().stream();
  }
}
