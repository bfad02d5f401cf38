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

  /**
   * The decisions up to a tick, as far as later ones depend on them.
   *
   * @param tick the last tick that is decided; 0 if none is
   * @param failingSince the tick from which on writes are to be taken back; 0 if none are
   * @param lastUndo the tick that last took writes back; 0 if none did
   */
  public record Decided(long tick, long failingSince, long lastUndo) {

    /** No decision. */
    public static final Decided NOTHING = new Decided(0, 0, 0);
  }

  /** A decision that begins with the first tick. */
  public Publisher() {
    this(Decided.NOTHING);
  }

  /** A decision that goes on where another one was. */
  public Publisher(Decided decided) {
    tick = decided.tick();
    failingSince = decided.failingSince();
    lastUndo = decided.lastUndo();
  }

  /** What is decided. */
  public Decided decided() {
    return new Decided(tick, failingSince, lastUndo);
  }

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
    return switch (record) {
      case ShardRecord.Undo undo -> decideUndo(undo.from(), failures, changes);
      case ShardRecord.Beginning beginning -> decideWrite(failures, changes);
      case ShardRecord.Write write -> decideWrite(failures, changes);
    };
  }

  /** Decides on the next tick, whose record takes nothing back. */
  public TickOutcome decideWrite(List<ShardFailure> failures, List<TickOutcome.Change> changes) {
    tick++;
    if (failingSince > 0) {
      return new TickOutcome.Retry(tick);
    }
    if (failures.isEmpty()) {
      return new TickOutcome.Published(tick, changes);
    }
    failingSince = tick;
    return new TickOutcome.Rejected(tick, failures.stream().min(FIRST).orElseThrow());
  }

  /**
   * Decides on the next tick, whose record takes writes back.
   *
   * @param from the place of the first of them
   * @throws IllegalStateException as {@link #decide} does
   */
  public TickOutcome decideUndo(
      long from, List<ShardFailure> failures, List<TickOutcome.Change> changes) {
    tick++;
    boolean isRepeated = from <= lastUndo;
    if (isRepeated && failingSince > 0) {
      return new TickOutcome.Undone(tick);
    }
    if (!failures.isEmpty() || (isRepeated && !changes.isEmpty())) {
      throw new IllegalStateException(
          "tick "
              + tick
              + " takes back all since tick "
              + from
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
      case TickOutcome.Overtaken overtaken -> {}
      case TickOutcome.Retry retry -> {}
    }
  }

  /** The tick from which on writes are to be taken back; empty if none are. */
  public OptionalLong failingSince() {
    return failingSince > 0 ? OptionalLong.of(failingSince) : OptionalLong.empty();
  }
}
