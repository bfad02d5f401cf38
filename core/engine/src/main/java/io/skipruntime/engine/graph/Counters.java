package io.skipruntime.engine.graph;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what a graph does, and passes it on. Only the thread that runs the transaction counts, so
 * that it costs next to nothing and is always on; the counts may be read by any thread.
 */
public final class Counters implements GraphEvents {

  private final GraphEvents next;
  private final AtomicLong functionRuns = new AtomicLong();
  private final AtomicLong cutOffs = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong rollBacks = new AtomicLong();

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
    increment(functionRuns);
    next.ran(node, key);
  }

  @Override
  public void cutOff(Node node) {
    increment(cutOffs);
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
    increment(commits);
  }

  /** A transaction was taken back. */
  public void rolledBack() {
    increment(rollBacks);
  }

  private static void increment(AtomicLong count) {
    count.setOpaque(count.getPlain() + 1);
  }

  /** How often a function ran for a source entry. */
  public long functionRuns() {
    return functionRuns.get();
  }

  /** How often a node was recomputed and stayed the same. */
  public long cutOffs() {
    return cutOffs.get();
  }

  /** How many transactions were committed. */
  public long commits() {
    return commits.get();
  }

  /** How many transactions were taken back. */
  public long rollBacks() {
    return rollBacks.get();
  }
}
