package io.skipruntime.cluster.shard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The writes of a node whose outcome it has not come to. Thread-safe.
 *
 * <ul>
 *   <li>{@code starts} has, for each write that is being appended, the tick that the node had
 *       carried out when that began: its own tick is a later one.
 *   <li>{@code recent} has the outcomes after the least of them: a write may be carried out before
 *       the node knows its tick.
 * </ul>
 */
final class WaitingWrites {

  private final TreeMap<Long, Integer> starts = new TreeMap<>();
  private final TreeMap<Long, TickOutcome> recent = new TreeMap<>();
  private final Map<Long, CompletableFuture<TickOutcome>> byTick = new HashMap<>();
  private long carriedOut;

  /**
   * Begins to append a write.
   *
   * @return what the end of the appending is told
   */
  synchronized long begin() {
    starts.merge(carriedOut, 1, Integer::sum);
    return carriedOut;
  }

  /** Ends the appending of a write, and gives its outcome when there is one. */
  synchronized CompletableFuture<TickOutcome> appended(long start, long tick) {
    CompletableFuture<TickOutcome> outcome = new CompletableFuture<>();
    TickOutcome known = recent.get(tick);
    if (known == null) {
      byTick.put(tick, outcome);
    } else {
      outcome.complete(known);
    }
    end(start);
    return outcome;
  }

  /** Ends the appending of a write that has no tick as far as is known. */
  synchronized void end(long start) {
    starts.computeIfPresent(start, (tick, count) -> count == 1 ? null : count - 1);
    if (starts.isEmpty()) {
      recent.clear();
    } else {
      recent.headMap(starts.firstKey(), true).clear();
    }
  }

  /** Does not wait for a write any more. */
  synchronized void giveUp(long tick) {
    byTick.remove(tick);
  }

  /** Notes that the node has carried out a tick. */
  void carriedOut(TickOutcome outcome) {
    CompletableFuture<TickOutcome> waiting = note(withoutChanges(outcome));
    if (waiting != null) {
      waiting.complete(outcome);
    }
  }

  private synchronized @Nullable CompletableFuture<TickOutcome> note(TickOutcome outcome) {
    carriedOut = outcome.tick();
    if (!starts.isEmpty()) {
      recent.put(outcome.tick(), outcome);
    }
    return byTick.remove(outcome.tick());
  }

  private static TickOutcome withoutChanges(TickOutcome outcome) {
    return outcome instanceof TickOutcome.Published published
        ? new TickOutcome.Published(published.tick(), List.of())
        : outcome;
  }

  /** How many writes wait. */
  synchronized int size() {
    return byTick.size() + starts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Ends all waiting, since the node carries out nothing any more. */
  synchronized void endAll() {
    byTick.values().forEach(each -> each.cancel(false));
    byTick.clear();
  }
}
