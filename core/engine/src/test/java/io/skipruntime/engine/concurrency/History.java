package io.skipruntime.engine.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which writes were acknowledged with which tick: all that a {@link Ledger} contained at any time.
 * A writer adds to its own counts; they are read when all have finished.
 */
final class History {

  /** What the writers had counted at some tick. */
  record Counts(List<Long> counts, List<Long> notes) {}

  private final List<NavigableMap<Long, Long>> counts = new ArrayList<>();
  private final List<NavigableMap<Long, Long>> notes = new ArrayList<>();

  /** All counts are 0 from the given tick on. */
  History(long tick) {
    for (int writer = 0; writer < Ledger.WRITERS; writer++) {
      counts.add(new TreeMap<>(Map.of(tick, 0L)));
      notes.add(new TreeMap<>(Map.of(tick, 0L)));
    }
  }

  void counted(int writer, long n, long tick) {
    add(counts.get(writer), n, tick);
  }

  void noted(int writer, long n, long tick) {
    add(notes.get(writer), n, tick);
  }

  private static void add(NavigableMap<Long, Long> history, long n, long tick) {
    assertThat(tick).isGreaterThan(history.lastKey());
    history.put(tick, n);
  }

  Counts at(long tick) {
    return new Counts(
        counts.stream().map(each -> each.floorEntry(tick).getValue()).toList(),
        notes.stream().map(each -> each.floorEntry(tick).getValue()).toList());
  }
}
