package io.skipruntime.engine.operator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;

/**
 * A generator of writes: single keys and batches, keys with several values, deletions, values in
 * another order, and writes that change nothing.
 */
final class RandomBatches {

  private static final int MOST_VALUES = 3;
  private static final int MOST_KEYS = 6;

  private final Random random;
  private final int keys;
  private final int values;

  /**
   * A generator.
   *
   * @param seed the same for the same writes
   * @param keys how many different keys are written
   * @param values how many different values are
   */
  RandomBatches(long seed, int keys, int values) {
    this.random = new Random(seed);
    this.keys = keys;
    this.values = values;
  }

  /** A batch that gives nearly all keys values, except for every fifth or so. */
  Batch load() {
    Batch batch = Batch.empty();
    for (long key = 0; key < keys; key++) {
      if (random.nextInt(5) != 0) {
        batch.first().put(key, values());
      }
      if (random.nextInt(5) != 0) {
        batch.second().put(key, values());
      }
    }
    return batch;
  }

  /** A write of any kind. */
  Batch next(Rows rows) {
    Batch batch = Batch.empty();
    switch (random.nextInt(10)) {
      case 0 -> {
        rows.first().forEach((key, list) -> batch.first().put(key, List.of()));
        rows.second().forEach((key, list) -> batch.second().put(key, List.of()));
      }
      case 1 -> {
        batch.first().putAll(rows.first());
        batch.second().putAll(rows.second());
      }
      case 2, 3, 4 -> {
        several(batch.first(), rows.first());
        several(batch.second(), rows.second());
      }
      case 5 -> one(batch.second(), rows.second());
      default -> one(batch.first(), rows.first());
    }
    return batch;
  }

  /** A write of one key, of either input. */
  Batch ofOneKey(Rows rows) {
    Batch batch = Batch.empty();
    if (random.nextInt(4) == 0) {
      one(batch.second(), rows.second());
    } else {
      one(batch.first(), rows.first());
    }
    return batch;
  }

  private void several(SortedMap<Long, List<Long>> batch, SortedMap<Long, List<Long>> rows) {
    int count = random.nextInt(MOST_KEYS + 1);
    for (int i = 0; i < count; i++) {
      one(batch, rows);
    }
  }

  private void one(SortedMap<Long, List<Long>> batch, SortedMap<Long, List<Long>> rows) {
    long key = random.nextInt(keys);
    List<Long> present = rows.getOrDefault(key, List.of());
    switch (random.nextInt(6)) {
      case 0 -> batch.put(key, List.of());
      case 1 -> batch.put(key, present);
      case 2 -> batch.put(key, present.reversed());
      case 3 -> batch.put(key, withOneMore(present));
      default -> batch.put(key, values());
    }
  }

  private List<Long> withOneMore(List<Long> present) {
    List<Long> more = new ArrayList<>(present);
    more.add(random.nextInt(more.size() + 1), value());
    return Collections.unmodifiableList(more);
  }

  private List<Long> values() {
    return random.longs(1 + random.nextInt(MOST_VALUES), 0, values).boxed().toList();
  }

  private long value() {
    return random.nextInt(values);
  }
}
