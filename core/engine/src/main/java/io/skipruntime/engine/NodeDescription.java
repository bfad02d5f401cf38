package io.skipruntime.engine;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.spi.NodeId;
import java.util.List;

/**
 * A node of a service's graph as it is at some moment: what it computes from what, and what that
 * has cost so far. Immutable.
 *
 * @param id the identity of the node
 * @param kind the operator, such as {@code map}, {@code take} or {@code lazy}
 * @param inputs the nodes whose entries it is applied to, in order
 * @param captured the collections that its function holds and may look up
 * @param height a number greater than that of every node it depends on
 * @param size the number of its keys; 0 for a node that is no eager collection
 * @param runs how often its function ran for an entry
 * @param cutOffs how often it was recomputed and stayed the same
 * @param nanos about how many nanoseconds its turns took: of those that few entries cause, those of
 *     one in 16 transactions are measured and stand for the others
 */
public record NodeDescription(
    NodeId id,
    String kind,
    List<NodeId> inputs,
    List<NodeId> captured,
    int height,
    long size,
    long runs,
    long cutOffs,
    long nanos) {

  /** Copies the lists. */
  public NodeDescription {
    inputs = List.copyOf(inputs);
    captured = List.copyOf(captured);
  }

  /** The description of a node, for the holder of the service's write lock. */
  static NodeDescription of(Node node) {
    return new NodeDescription(
        node.id(),
        node.kind(),
        idsOf(node.inputs()),
        idsOf(node.captured()),
        node.height(),
        node instanceof CollectionNode collection ? collection.contents().size() : 0,
        node.runs(),
        node.cutOffs(),
        node.nanos());
  }

  private static List<NodeId> idsOf(List<? extends Node> nodes) {
    return nodes.stream().map(Node::id).toList();
  }
}
