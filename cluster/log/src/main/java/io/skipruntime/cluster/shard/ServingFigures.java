package io.skipruntime.cluster.shard;

import io.skipruntime.cluster.log.LogExtent;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a node that serves what shards compute. For any threads; what is noted is noted by
 * one.
 */
final class ServingFigures {

  private static final double MILLIS = 1_000;

  private final InstantSource clock;
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong retried = new AtomicLong();
  private final AtomicLong overtaken = new AtomicLong();
  private volatile long tick;
  private volatile long computed;
  private volatile long end;
  private volatile long atEndMillis;
  private volatile long progressMillis;
  private volatile long stuckMillis;
  private volatile @Nullable LogExtent commits;
  private volatile @Nullable LogExtent ticks;

  /** The figures of a node that begins at a tick. */
  ServingFigures(InstantSource clock, long tick) {
    this.clock = clock;
    this.tick = tick;
    this.computed = tick;
    this.end = tick;
    this.atEndMillis = clock.millis();
    this.progressMillis = atEndMillis;
  }

  /** Notes a tick that the node has carried out. */
  void carriedOut(TickOutcome outcome) {
    switch (outcome) {
      case TickOutcome.Published done -> published.incrementAndGet();
      case TickOutcome.Rejected done -> rejected.incrementAndGet();
      case TickOutcome.Retry again -> retried.incrementAndGet();
      case TickOutcome.Overtaken again -> overtaken.incrementAndGet();
      case TickOutcome.Undone undone -> {}
    }
    tick = outcome.tick();
  }

  /** Notes the last outcome that was read, and where the log of commits ends. */
  void saw(long computedTick, long endOfCommits) {
    long now = clock.millis();
    if (computedTick > computed || computedTick >= endOfCommits) {
      progressMillis = now;
    }
    computed = computedTick;
    end = Math.max(end, endOfCommits);
    stuckMillis = end > computed ? Math.max(0, now - progressMillis) : 0;
  }

  /** Notes that the node has carried out all outcomes that there were. */
  void reachedEnd() {
    atEndMillis = clock.millis();
  }

  /** Notes how large the two logs are. */
  void measured(LogExtent extentOfCommits, LogExtent extentOfTicks) {
    commits = extentOfCommits;
    ticks = extentOfTicks;
  }

  /**
   * For how many milliseconds commits had waited without any outcome when the node looked last; 0
   * if none did.
   */
  long stuckMillis() {
    return stuckMillis;
  }

  /** The last tick that the node has carried out. */
  long tick() {
    return tick;
  }

  /**
   * All numbers.
   *
   * @param waiting how many writes wait for their outcome
   * @param snapshot the place of the last snapshot that the node wrote; 0 if it wrote none
   */
  Map<String, Double> all(int waiting, long snapshot) {
    Map<String, Double> all = new HashMap<>();
    all.put("tick", (double) tick);
    all.put("computed_tick", (double) computed);
    all.put("end_tick", (double) Math.max(end, computed));
    all.put("behind", (double) Math.max(0, end - tick));
    all.put(
        "behind_seconds",
        computed > tick ? Math.max(0, clock.millis() - atEndMillis) / MILLIS : 0.0);
    all.put("stuck_seconds", stuckMillis / MILLIS);
    all.put("waiting_writes", (double) waiting);
    all.put("commits_total", (double) published.get());
    all.put("rejections_total", (double) rejected.get());
    all.put("retries_total", (double) retried.get());
    all.put("overtaken_commands_total", (double) overtaken.get());
    all.put("snapshot_tick", (double) snapshot);
    add("log_", commits, all);
    add("ticks_log_", ticks, all);
    return all;
  }

  private static void add(String log, @Nullable LogExtent known, Map<String, Double> all) {
    if (known != null) {
      all.put(log + "first_tick", (double) known.first());
      all.put(log + "snapshot_tick", (double) known.snapshot());
      known.segments().ifPresent(count -> all.put(log + "segments", (double) count));
      known.bytes().ifPresent(bytes -> all.put(log + "bytes", (double) bytes));
    }
  }
}
