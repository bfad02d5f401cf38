package io.skipruntime.cluster.shard;

import io.skipruntime.engine.shard.ShardFailure;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The decision which ticks take effect. It is told of each tick when all shards are done with it,
 * in order.
 *
 * <p>The first tick in which a function fails is the fault of its own write, since all before it
 * took effect: the write is rejected, and a record that takes it back is appended to the log. The
 * writes between the two were carried out over what is taken back, so whatever became of them, they
 * are to be made again. After the taking back, all shards have what they had before the rejected
 * write, so that what they sent meanwhile cancels out, and is left out.
 *
 * <p>For one thread.
 */
public final class Publisher {

  /** The failures of one tick in the order in which one is told: as one graph would meet them. */
  private static final Comparator<ShardFailure> FIRST =
      Comparator.comparingInt(ShardFailure::level)
          .thenComparing(failure -> String.valueOf(failure.reason().getMessage()));

  private long tick;
  private long failingSince;
  private long lastUndo;

  /** A decision that begins with the first tick. */
  public Publisher() {}

  /**
   * Decides on the next tick.
   *
   * @param record the record at its place
   * @param failures what failed on shards
   * @param changes what is different for those who serve
   * @throws IllegalStateException if shards fail with what they had before: their functions do not
   *     depend on contents alone
   */
  public TickOutcome decide(
      ShardRecord record, List<ShardFailure> failures, List<TickOutcome.Change> changes) {
    tick++;
    return switch (record) {
      case ShardRecord.Undo undo -> decideUndo(undo, failures, changes);
      case ShardRecord.Beginning beginning -> decideWrite(failures, changes);
      case ShardRecord.Write write -> decideWrite(failures, changes);
    };
  }

  private TickOutcome decideWrite(List<ShardFailure> failures, List<TickOutcome.Change> changes) {
    if (failingSince > 0) {
      return new TickOutcome.Retry(tick);
    }
    if (failures.isEmpty()) {
      return new TickOutcome.Published(tick, changes);
    }
    failingSince = tick;
    return new TickOutcome.Rejected(tick, failures.stream().min(FIRST).orElseThrow());
  }

  private TickOutcome decideUndo(
      ShardRecord.Undo undo, List<ShardFailure> failures, List<TickOutcome.Change> changes) {
    boolean isRepeated = undo.from() <= lastUndo;
    if (isRepeated && failingSince > 0) {
      return new TickOutcome.Undone(tick);
    }
    if (!failures.isEmpty() || (isRepeated && !changes.isEmpty())) {
      throw new IllegalStateException(
          "tick "
              + tick
              + " takes back all since tick "
              + undo.from()
              + ", and functions give something else than before: "
              + failures);
    }
    if (!isRepeated) {
      failingSince = 0;
      lastUndo = tick;
    }
    return new TickOutcome.Undone(tick);
  }

  /**
   * Takes over the decision on the next tick that was made before, by this process or another one.
   */
  void follow(ShardRecord record, TickOutcome outcome) {
    tick++;
    switch (outcome) {
      case TickOutcome.Rejected rejected -> failingSince = tick;
      case TickOutcome.Undone undone -> {
        if (record instanceof ShardRecord.Undo undo && undo.from() > lastUndo) {
          failingSince = 0;
          lastUndo = tick;
        }
      }
      case TickOutcome.Published published -> {}
      case TickOutcome.Retry retry -> {}
    }
  }

  /** The tick from which on writes are to be taken back; empty if none are. */
  public OptionalLong failingSince() {
    return failingSince > 0 ? OptionalLong.of(failingSince) : OptionalLong.empty();
  }
}
