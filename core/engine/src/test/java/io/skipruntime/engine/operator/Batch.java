package io.skipruntime.engine.operator;

import io.skipruntime.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries that one transaction writes to the two inputs of a {@link TestedOperator}: the new
 * values of each key, none if the key is to go.
 *
 * @param first what is written to the first input
 * @param second what is written to the second input
 */
record Batch(SortedMap<Long, List<Long>> first, SortedMap<Long, List<Long>> second) {

  /** A batch that writes nothing yet. */
  static Batch empty() {
    return new Batch(new TreeMap<>(), new TreeMap<>());
  }

  /** A batch of one key of the first input. */
  static Batch of(long key, Long... values) {
    Batch batch = empty();
    batch.first().put(key, List.of(values));
    return batch;
  }

  /** The batch with one more key of the first input. */
  Batch and(long key, Long... values) {
    first.put(key, List.of(values));
    return this;
  }

  /** The batch with one more key of the second input. */
  Batch andSecond(long key, Long... values) {
    second.put(key, List.of(values));
    return this;
  }

  /** The entries for one of the inputs. */
  static List<Entry<Long, Long>> entries(SortedMap<Long, List<Long>> values) {
    List<Entry<Long, Long>> entries = new ArrayList<>();
    values.forEach((key, list) -> entries.add(new Entry<>(key, list)));
    return entries;
  }
}
