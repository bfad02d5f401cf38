package io.skipruntime.cluster.flink;

import java.util.Objects;
import java.util.TreeSet;

/**
 * The ticks of writes that commands may not have overlooked, as far as a snapshot may need them:
 * those since the last tick that is known to have taken effect, and the one before.
 */
final class LastWrites {

  private final TreeSet<Long> ticks = new TreeSet<>();

  /** Adds the tick of the last write so far; 0 for none. */
  void add(long lastWrite) {
    ticks.add(lastWrite);
  }

  /**
   * The tick of the last write up to a tick, and forgets those before. A tick from before the first
   * that was added has that one, which is too late for a snapshot.
   */
  long asOf(long settled) {
    Long last = Objects.requireNonNullElse(ticks.floor(settled), ticks.first());
    ticks.headSet(last, false).clear();
    return last;
  }
}
