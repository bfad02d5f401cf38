package io.skipruntime.cluster.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.java.tuple.Tuple3;

/** The batches that have arrived of ticks that are not complete. */
final class ArrivedBatches {

  private final TreeMap<Long, List<Tuple3<Integer, Long, byte[]>>> batches = new TreeMap<>();

  void add(Tuple3<Integer, Long, byte[]> batch) {
    batches.computeIfAbsent(batch.f1, tick -> new ArrayList<>()).add(batch);
  }

  /** Takes what has arrived of ticks up to one. */
  List<Tuple3<Integer, Long, byte[]>> take(long tick) {
    List<Tuple3<Integer, Long, byte[]>> taken = new ArrayList<>();
    while (!batches.isEmpty() && batches.firstKey() <= tick) {
      taken.addAll(batches.pollFirstEntry().getValue());
    }
    return taken;
  }

  /**
   * Checks that nothing has arrived of a tick that is not complete.
   *
   * @throws IllegalStateException if something has
   */
  void requireNone() {
    if (!batches.isEmpty()) {
      throw new IllegalStateException("a checkpoint lies within the ticks " + batches.keySet());
    }
  }
}
