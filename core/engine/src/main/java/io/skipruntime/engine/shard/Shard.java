package io.skipruntime.engine.shard;

import io.skipruntime.ComputationException;
import io.skipruntime.WiringException;
import io.skipruntime.engine.definition.Refusal;
import io.skipruntime.engine.graph.EventChannel;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.GraphOptions;
import io.skipruntime.engine.graph.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One level of one shard: a graph over the keys that the shard owns and what it has copies of. It
 * is given the entries of a tick, and then the tick; each tick is one transaction, also one without
 * entries.
 *
 * <p>A tick in which a function fails has no effect here. Its entries wait, and are carried out
 * with those of the next tick, so that a later tick that takes them back leads to what there was
 * before.
 *
 * <p>For one thread at a time.
 */
public final class Shard {

  private static final long PARALLEL_AFTER_MICROS = 200;

  private final Plan plan;
  private final int level;
  private final int index;
  private final int shards;
  private final EventChannel events = new EventChannel(List.of());
  private final Graph graph;
  private final Backlog backlog = new Backlog();
  private @Nullable LevelGraph nodes;
  private boolean isBroken;

  /**
   * A shard that has nothing yet.
   *
   * @param level from 0
   * @param index which of the shards it is, from 0
   * @param shards how many there are
   * @param threads how many threads run the functions of one collection, at least 1
   * @throws IllegalArgumentException if there cannot be so many shards, or no such one
   */
  public Shard(Plan plan, int level, int index, int shards, int threads) {
    KeyGroups.requireShards(shards);
    if (index < 0 || index >= shards || level < 0 || level >= plan.levels()) {
      throw new IllegalArgumentException("level " + level + ", shard " + index + " of " + shards);
    }
    this.plan = plan;
    this.level = level;
    this.index = index;
    this.shards = shards;
    Graph[] made = new Graph[1];
    made[0] =
        new Graph(
            events,
            new Refusal("a function"),
            (node, size) -> made[0].head().tick(),
            new GraphOptions(false, true, true, threads, PARALLEL_AFTER_MICROS, true));
    this.graph = made[0];
  }

  /**
   * Takes an entry of the tick that is carried out next.
   *
   * @param feed one that ends at the shard's level
   * @param source the key of the source entry that contributes; null unless it is a contribution
   * @param values the values that the key has now, or that the source contributes now; null for
   *     none
   * @throws IllegalArgumentException if the feed ends elsewhere
   */
  public void receive(Feed feed, Object key, @Nullable Object source, @Nullable List<?> values) {
    if (feed.to() != level) {
      throw new IllegalArgumentException(feed + " does not end at level " + level);
    }
    backlog.add(feed, key, source, values);
  }

  /**
   * Carries a tick out: applies what was received as one transaction, and sends what that changes.
   *
   * @return the failure of a function; empty if the tick took effect
   * @throws IllegalStateException if an error of the machine has broken the shard before
   */
  public Optional<ShardFailure> tick(Outlet out) {
    if (isBroken) {
      throw new IllegalStateException("the shard is broken; make it again from the inputs");
    }
    if (nodes != null && backlog.isEmpty()) {
      return Optional.empty();
    }
    Transaction transaction = graph.beginWrite();
    boolean isDone = false;
    try {
      carryOut(transaction, out);
      isDone = true;
      backlog.clear();
      return Optional.empty();
    } catch (ComputationException | WiringException e) {
      backlog.keep();
      return Optional.of(new ShardFailure(level, e));
    } finally {
      if (!isDone) {
        takeBack(transaction);
      }
    }
  }

  private void carryOut(Transaction transaction, Outlet out) {
    LevelGraph built = nodes;
    if (built == null) {
      built = new LevelGraph(plan, level, index, shards, backlog, transaction);
    } else {
      built.write(backlog, transaction);
    }
    transaction.propagate();
    transaction.settle();
    built.send(transaction, out);
    graph.show(transaction.publish());
    nodes = built;
  }

  private void takeBack(Transaction transaction) {
    isBroken = transaction.isDamaged();
    if (!isBroken) {
      transaction.rollBack();
    }
  }

  /** How often a function ran here for a source entry. */
  public long functionRuns() {
    return events.functionRuns();
  }
}
