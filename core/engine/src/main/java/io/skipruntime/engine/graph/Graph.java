package io.skipruntime.engine.graph;

import io.skipruntime.engine.heap.Version;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongBiFunction;

/**
 * The nodes of a service, and two versions of their contents: the {@link #head}, from which the
 * next transaction starts, and the {@link #version}, which everybody else sees. They are the same
 * where nothing has to be made durable before it is shown; else the head is ahead by the commits
 * that are on their way to the disk.
 *
 * <ul>
 *   <li>At most one transaction is open; the caller sees to that. All but {@link #version} and
 *       {@link #show} is for its thread.
 *   <li>Every version was the head before it is shown, and they are shown in the order in which
 *       they were made; one may be left out.
 * </ul>
 */
public final class Graph extends GraphState {

  private long transactions;
  private volatile Version version = head();

  /**
   * An empty graph.
   *
   * @param deletions gives the tick from which on deletions of a collection have to be remembered,
   *     for the number of those it remembers now; asked rarely, by the thread of the transaction
   */
  public Graph(
      EventChannel events,
      ExternalNodes externalNodes,
      ToLongBiFunction<? super CollectionNode, Integer> deletions,
      GraphOptions options) {
    super(events, externalNodes, deletions, options);
  }

  /** The version that is shown. May be called by any thread. */
  public Version version() {
    return version;
  }

  /**
   * Shows a version to everybody. May be called by any thread, by one at a time.
   *
   * @param next a version that was the head, later than the one that is shown
   */
  public void show(Version next) {
    version = next;
  }

  /** Lets the first transaction that writes make the tick after {@code tick}. */
  public void startAt(long tick) {
    if (transactions > 0) {
      throw new IllegalStateException("the graph has a history already");
    }
    advance(Version.initial(tick));
    version = head();
  }

  /** Starts a transaction that makes the next tick. */
  public Transaction beginWrite() {
    return new GraphTransaction(this, ++transactions, head().tick() + 1);
  }

  /** Starts a transaction that adds or removes nodes and changes no contents: the tick stays. */
  public Transaction beginRewiring() {
    return new GraphTransaction(this, ++transactions, head().tick());
  }

  /**
   * Measures all nodes, between transactions.
   *
   * @param roots nodes that nothing else depends on or finds by key
   */
  public void measure(List<Node> roots, Measurement measurement) {
    Set<Node> visited = new HashSet<>();
    ArrayDeque<Node> toVisit = new ArrayDeque<>(nodesWithKeys());
    toVisit.addAll(roots);
    for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
      if (visited.add(node)) {
        node.measure(measurement);
        node.forEachDependency(toVisit::add);
        node.forEachConsumer(toVisit::add);
        toVisit.addAll(node.capturers());
      }
    }
  }
}
