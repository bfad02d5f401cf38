package io.skipruntime.engine;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.NamedCollections;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.Version;
import io.skipruntime.engine.instance.ConstructedResource;
import io.skipruntime.engine.instance.Draft;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.operator.GradualNode;
import io.skipruntime.engine.spi.GradualResource;
import io.skipruntime.engine.spi.WorkLimitException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The opening of instances of large collections in steps: each is a transaction of its own, between
 * which writes go on. When all entries have come in, the instance is opened as any other, and finds
 * its nodes. Thread-safe.
 *
 * <ul>
 *   <li>Nothing depends on the steps: where they end early, because a function fails, the service
 *       was reloaded or writes add entries faster than they come in, the instance is built as a
 *       whole, or fails as it does then.
 *   <li>A step lets writes go first that wait for the lock, but not without bound.
 * </ul>
 */
final class GradualOpening {

  /** So many entries come in with one step at most. */
  static final int STEP = 2_048;

  /** So many come in with the first step of a stage, of which it is not known what follows. */
  private static final int FIRST_STEP = 256;

  /** So many entries of all nodes may change with one step; the next one is smaller otherwise. */
  private static final long MOST_CHANGED = 8L * STEP;

  /** So many more entries than at its beginning a stage may get until steps are given up. */
  private static final int MOST_GROWTH = 2;

  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final int MOST_LOOKS = 400;

  private final TransactionRunner runner;
  private final ServiceGraph graph;

  GradualOpening(TransactionRunner runner, ServiceGraph graph) {
    this.runner = runner;
    this.graph = graph;
  }

  /**
   * Runs a step that opens an instance, after what it is made of has come in.
   *
   * @param key gives the key of the instance
   * @param made its resource; empty if it is open, or cannot be made
   */
  <T> T around(
      Supplier<ResourceInstance.Key> key, Optional<ConstructedResource> made, Supplier<T> opening) {
    Optional<Draft> draft =
        made.filter(this::isWanted).flatMap(constructed -> drafted(key, constructed));
    try {
      return opening.get();
    } finally {
      draft.ifPresent(this::drop);
    }
  }

  private boolean isWanted(ConstructedResource made) {
    Version version = runner.graph().version();
    return made.resource() instanceof GradualResource
        && graph.named().byName().values().stream().anyMatch(each -> isLarge(each, version));
  }

  private static boolean isLarge(NamedCollections.Named each, Version version) {
    return version.tick() >= each.attachedTick()
        && version.get(each.slot()) instanceof TickMap<?, ?> contents
        && contents.size() > GradualNode.MOST_AT_ONCE;
  }

  /** The nodes of the instance, complete; empty if it is to be opened without. */
  private Optional<Draft> drafted(Supplier<ResourceInstance.Key> key, ConstructedResource made) {
    Optional<Draft> begun;
    try {
      begun =
          runner.rewiring(transaction -> {
            runner.instances().offer(made, transaction);
            return runner.instances().draft(key.get(), transaction);
          });
    } catch (WorkLimitException e) {
      throw e; // all together takes more than what has come in
    } catch (SkipException e) {
      return Optional.empty(); // the opening itself meets the same, and tells it
    }
    if (begun.isEmpty()) {
      return begun;
    }
    Draft draft = begun.get();
    boolean isUsable = false;
    try {
      admitAll(draft);
      isUsable = true;
    } catch (WorkLimitException e) {
      throw e; // all together takes more than what has come in
    } catch (ComputationException e) {
      // the opening itself meets the same, and tells it
    } finally {
      if (!isUsable) {
        drop(draft);
      }
    }
    return isUsable ? begun : Optional.empty();
  }

  private void admitAll(Draft draft) {
    long left = left(draft);
    while (left > 0) {
      admitStage(draft, MOST_GROWTH * (left + STEP));
      left = left(draft);
    }
  }

  private long left(Draft draft) {
    return runner.rewiring(transaction -> runner.instances().left(draft));
  }

  /**
   * Lets the entries of a stage come in.
   *
   * @param limit after so many, all others come in at once
   */
  private void admitStage(Draft draft, long limit) {
    int step = FIRST_STEP;
    for (long admitted = 0; admitted < limit; ) {
      if (!admitted(draft, step)) {
        return;
      }
      admitted += step;
      long changed = draft.changedEntries();
      step =
          changed > MOST_CHANGED
              ? (int) Math.max(1, step * MOST_CHANGED / changed)
              : Math.min(STEP, 2 * step);
    }
    admitted(draft, Integer.MAX_VALUE);
  }

  /** Whether there is more to come in the stage after so many entries. */
  private boolean admitted(Draft draft, int most) {
    letWritesGoFirst();
    return runner.rewiring(transaction -> runner.instances().admit(draft, most, transaction));
  }

  /** Waits while others wait for the lock, which the thread that has just had it would take. */
  private void letWritesGoFirst() {
    for (int i = 0; i < MOST_LOOKS && runner.waitingThreads() > 0; i++) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void drop(Draft draft) {
    draft.letGo();
    try {
      runner.rewiring(transaction -> {
        runner.instances().drop(draft, transaction);
        return true;
      });
    } catch (SkipException e) {
      // the next transaction that opens or closes an instance drops it
    }
  }
}
