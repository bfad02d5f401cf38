package io.skipruntime.engine.graph;

import io.skipruntime.ComputationException;
import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.WaveRuns;
import io.skipruntime.engine.spi.Waves;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The turns that the nodes of a graph take in a transaction.
 *
 * <ul>
 *   <li>A node has its turn when no node that it depends on waits for one, and at most once: {@link
 *       #propagate} takes them from the lowest to the highest.
 *   <li>{@code changed} has the nodes whose turn made them other than they were, and those that
 *       failed; each of them has made those dirty that it concerns.
 *   <li>{@code failed} has the nodes that have no contents in the transaction. One that depends on
 *       a failed node fails without a turn.
 *   <li>{@code turnEndNanos} is the end of the turn before, where nothing was done since; 0 where
 *       that is not known.
 * </ul>
 */
final class Turns {

  /** A turn that so many changed entries cause is always measured. */
  private static final int MANY_ENTRIES = 16;

  /** Of the other turns, those of one in so many transactions. */
  private static final int TIMED_ONE_OF = 16;

  private final Transaction transaction;
  private final GraphState graph;
  private final PropagationQueue queue = new PropagationQueue();
  private final List<Node> changed = new ArrayList<>();
  private List<Node> failed = List.of();
  private long turnEndNanos;

  Turns(Transaction transaction) {
    this.transaction = transaction;
    this.graph = transaction.graph();
  }

  /** The nodes that are other than they were. */
  List<Node> changed() {
    return changed;
  }

  /** The nodes that have failed. */
  List<Node> failed() {
    return failed;
  }

  /**
   * Lets a node take its turn now if it is waiting for it. A function that creates nodes may ask
   * for one that others made before and that is not lower than the function's own node.
   */
  void bringUpToDate(Node node) {
    if (!queue.isEmpty()) {
      node.forEachDependency(this::bringUpToDate);
      PropagationQueue.Dirty dirty = queue.take(node);
      if (dirty != null) {
        turnEndNanos = 0;
        takeTurn(dirty);
      }
    }
  }

  /** Makes the nodes dirty that depend on one whose contents have changed. */
  private void changed(Node node) {
    changed.add(node);
    node.forEachConcerned(each -> queue.add(each, node));
  }

  /** Ends the turn of a collection whose entries were applied from outside of the graph. */
  void applied(CollectionNode input) {
    input.finishTurn(transaction);
    if (input.delta() != null) {
      changed(input);
    }
  }

  /** Recomputes all dirty nodes. */
  void propagate() {
    turnEndNanos = 0;
    for (PropagationQueue.Dirty dirty = queue.next(); dirty != null; dirty = queue.next()) {
      Waves waves = dirty.node.waves;
      if (waves != null && !dirty.node.isPlanned(dirty.causes(), transaction)) {
        prepareWave(dirty, waves);
        turnEndNanos = 0;
      }
      takeTurn(dirty);
    }
  }

  /** Lets the functions run beforehand of a node and of all that wait and are as high as it. */
  private void prepareWave(PropagationQueue.Dirty first, Waves waves) {
    List<WaveRuns> wave = new ArrayList<>();
    addPlan(first, wave);
    queue.forEachOfHeight(
        first.node.height(),
        each -> {
          if (each.node.waves == waves) {
            addPlan(each, wave);
          }
        });
    if (!wave.isEmpty()) {
      transaction.runs(first.node, null);
      waves.prepare(wave);
    }
  }

  /** Plans the turn of a node, unless that fails: then the turn itself will. */
  private void addPlan(PropagationQueue.Dirty dirty, List<WaveRuns> wave) {
    if (failureOf(dirty.node.inputs()) == null) {
      try {
        WaveRuns runs = dirty.node.plan(dirty.causes(), transaction);
        if (runs.size() > 0) {
          wave.add(runs);
        }
      } catch (SkipException | ExternalDataNeeded e) {
        // nothing is planned
      }
    }
  }

  private void takeTurn(PropagationQueue.Dirty dirty) {
    Node node = dirty.node;
    transaction.runs(node, null);
    ComputationException failure = failureOf(node.inputs());
    if (failure == null) {
      boolean isHeard = graph.events().isPropagationHeard();
      int weight = weightOfTime(dirty.causes());
      long startNanos = weight == 0 && !isHeard ? 0 : turnStartNanos();
      WorkLimit outer = transaction.limitBy(node.limit);
      try {
        node.recompute(dirty.causes(), transaction);
      } catch (ComputationException e) {
        failure = e;
      } catch (ExternalDataNeeded e) {
        failure = transaction.waiting(node, e);
      } finally {
        transaction.limitBy(outer);
      }
      if (startNanos != 0) {
        turnEndNanos = System.nanoTime();
        node.addNanos(weight * (turnEndNanos - startNanos));
        if (isHeard) {
          graph.events().turnTaken(node, turnEndNanos - startNanos);
        }
      }
    }
    if (failure != null) {
      fail(node, failure);
      return;
    }
    if (node instanceof CollectionNode collection) {
      collection.finishTurn(transaction);
      if (collection.delta() == null) {
        graph.events().cutOff(node);
      } else {
        changed(node);
      }
    } else if (node.changedKeys().iterator().hasNext()) {
      changed(node);
    }
  }

  /** The end of the turn before, if nothing was done since; it costs less than to look again. */
  private long turnStartNanos() {
    return turnEndNanos == 0 ? System.nanoTime() : turnEndNanos;
  }

  /**
   * How many turns the time of one stands for: to measure a turn of few entries costs as much as
   * some of it, so that only those of some transactions are measured; 0 for the others.
   */
  private int weightOfTime(List<Node> causes) {
    for (int i = 0; i < causes.size(); i++) {
      if (causes.get(i).changedEntries() >= MANY_ENTRIES) {
        return 1;
      }
    }
    return transaction.id() % TIMED_ONE_OF == 0 ? TIMED_ONE_OF : 0;
  }

  /** Notes that a node has no contents in the transaction, and why. */
  void fail(Node node, ComputationException failure) {
    if (node instanceof CollectionNode collection) {
      collection.abandonTurn();
    }
    node.setFailure(failure);
    if (failed.isEmpty()) {
      failed = new ArrayList<>();
    }
    failed.add(node);
    changed(node);
  }

  /** The failure of the first of some nodes that has failed; null if none has. */
  static @Nullable ComputationException failureOf(List<? extends Node> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      ComputationException failure = nodes.get(i).failure();
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  /** Forgets the nodes that wait, whose changes are taken back. */
  void giveUp() {
    while (queue.next() != null) {
      // what waits forgets its place
    }
  }
}
