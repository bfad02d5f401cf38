package io.skipruntime.engine.operator;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The contents of the two inputs that a {@link TestedOperator} is built on. Immutable.
 *
 * @param first the values of each key of the first input, in order, at least one
 * @param second those of the second input
 */
record Rows(SortedMap<Long, List<Long>> first, SortedMap<Long, List<Long>> second) {

  /** Two inputs without a key. */
  static final Rows NONE = new Rows(new TreeMap<>(), new TreeMap<>());

  Rows {
    first = Collections.unmodifiableSortedMap(first);
    second = Collections.unmodifiableSortedMap(second);
  }

  /** The rows after a write. */
  Rows with(Batch batch) {
    return new Rows(written(first, batch.first()), written(second, batch.second()));
  }

  private static SortedMap<Long, List<Long>> written(
      SortedMap<Long, List<Long>> rows, SortedMap<Long, List<Long>> values) {
    SortedMap<Long, List<Long>> after = new TreeMap<>(rows);
    after.putAll(values);
    after.values().removeIf(List::isEmpty);
    return after;
  }

  /** The keys that have other values in one map than in another, or are in one of them only. */
  static <K> Set<K> changed(SortedMap<K, ?> before, SortedMap<K, ?> after) {
    Set<K> changed = new TreeSet<>(before.comparator());
    changed.addAll(before.keySet());
    changed.addAll(after.keySet());
    changed.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    return changed;
  }

  /** Of {@link #changed} the keys that are there afterwards. */
  static <K> Set<K> changedPresent(SortedMap<K, ?> before, SortedMap<K, ?> after) {
    Set<K> present = changed(before, after);
    present.retainAll(after.keySet());
    return present;
  }
}
