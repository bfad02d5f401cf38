package io.skipruntime.engine.graph;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what a graph does, and passes it on. Counting costs a few nanoseconds a function run, so
 * that it is always on. The counts may be read by any thread.
 */
public final class Counters implements GraphEvents {

  private final GraphEvents next;
  private final LongAdder functionRuns = new LongAdder();
  private final LongAdder cutOffs = new LongAdder();
  private final LongAdder commits = new LongAdder();
  private final LongAdder rollBacks = new LongAdder();

  /**
   * Zeroes.
   *
   * @param next is told what happens, too
   */
  public Counters(GraphEvents next) {
    this.next = next;
  }

  @Override
  public void ran(Node node, Object key) {
    functionRuns.increment();
    next.ran(node, key);
  }

  @Override
  public void cutOff(Node node) {
    cutOffs.increment();
    next.cutOff(node);
  }

  @Override
  public void created(Node node) {
    next.created(node);
  }

  @Override
  public void retired(Node node) {
    next.retired(node);
  }

  /** A transaction was committed. */
  public void committed() {
    commits.increment();
  }

  /** A transaction was taken back. */
  public void rolledBack() {
    rollBacks.increment();
  }

  /** How often a function ran for a source entry. */
  public long functionRuns() {
    return functionRuns.sum();
  }

  /** How often a node was recomputed and stayed the same. */
  public long cutOffs() {
    return cutOffs.sum();
  }

  /** How many transactions were committed. */
  public long commits() {
    return commits.sum();
  }

  /** How many transactions were taken back. */
  public long rollBacks() {
    return rollBacks.sum();
  }
}
