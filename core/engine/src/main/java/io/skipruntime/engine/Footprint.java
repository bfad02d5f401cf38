package io.skipruntime.engine;

import io.skipruntime.engine.commit.TransactionRunner;
import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.subscription.Leases;

/**
 * How much a service holds: the sizes of all that resource instances, streams and subscriptions can
 * leave behind. Immutable; {@link ServiceInstance#footprint} makes it.
 *
 * <p>A service whose streams are closed and whose instances are collected has the footprint of one
 * that was just started with the same inputs, but for {@link #withoutHistory history}: deletions
 * are remembered for {@link EngineOptions#resumeMillis}. So an operator sees by two of them whether
 * something stays that nobody needs.
 *
 * @param streams identifiers with an open instance
 * @param subscriptions subscriptions of open instances
 * @param instances open resource instances
 * @param sources external resources that are subscribed, or are going to be
 * @param pending entries that sources delivered and no node has taken yet
 * @param nodes nodes of the graph
 * @param sharedNodes nodes that are found by what they compute
 * @param slots places for contents that are in use
 * @param edges connections between nodes
 * @param references needs of nodes, functions and instances for nodes
 * @param sourceEntries source entries of which more is remembered than their contribution to their
 *     own key
 * @param contributions what is kept beside the contents to compute them from
 * @param reads pairs of a key that is read and a source entry that reads it
 * @param lazyEntries computed entries of lazy collections
 * @param entries keys of all collections
 * @param tombstones deleted keys that are remembered for subscribers who resume
 * @param unsettled what transactions left unfinished; always 0
 */
public record Footprint(
    long streams,
    long subscriptions,
    long instances,
    long sources,
    long pending,
    long nodes,
    long sharedNodes,
    long slots,
    long edges,
    long references,
    long sourceEntries,
    long contributions,
    long reads,
    long lazyEntries,
    long entries,
    long tombstones,
    long unsettled) {

  static Footprint of(TransactionRunner runner, ServiceGraph graph, Leases leases) {
    Measurement measured = new Measurement();
    runner.graph().measure(graph.roots(), measured);
    return new Footprint(
        leases.size(),
        runner.instances().listenerCount(),
        runner.instances().size(),
        runner.sources().size(),
        runner.sources().pendingEntries(),
        runner.graph().size(),
        runner.graph().keyCount(),
        runner.graph().usedSlots(),
        measured.edges(),
        measured.references(),
        measured.sourceEntries(),
        measured.contributions(),
        measured.reads(),
        measured.lazyEntries(),
        measured.entries(),
        measured.tombstones(),
        measured.unsettled());
  }

  /**
   * The same without {@link #tombstones} and {@link #pending}, which depend on what was deleted and
   * refused, and when: what two services with equal inputs have in common.
   */
  public Footprint withoutHistory() {
    return new Footprint(
        streams,
        subscriptions,
        instances,
        sources,
        0,
        nodes,
        sharedNodes,
        slots,
        edges,
        references,
        sourceEntries,
        contributions,
        reads,
        lazyEntries,
        entries,
        0,
        unsettled);
  }
}
