package io.skipruntime.engine;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.heap.HeapEstimate;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.FunctionPlace;
import io.skipruntime.engine.spi.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * A node of a service's graph as it is at some moment: what it computes from what, and what that
 * has cost so far. Immutable.
 *
 * @param id the identity of the node
 * @param kind the operator, such as {@code map}, {@code take} or {@code lazy}
 * @param function the place of its author's function in the source, if it has one
 * @param inputs the nodes whose entries it is applied to, in order
 * @param captured the collections that its function holds and may look up
 * @param height a number greater than that of every node it depends on
 * @param isCollection whether it is an eager collection, which has contents
 * @param size the number of its keys; 0 for a node that is no eager collection
 * @param tombstones the number of deleted keys that are remembered for subscribers that resume
 * @param heapBytes roughly what its entries occupy: estimated from some of them, as if no value
 *     were shared with another collection
 * @param runs how often its function ran for an entry
 * @param cutOffs how often it was recomputed and stayed the same
 * @param nanos about how many nanoseconds its turns took: of those that few entries cause, those of
 *     one in 16 transactions are measured and stand for the others
 */
public record NodeDescription(
    NodeId id,
    String kind,
    Optional<FunctionPlace> function,
    List<NodeId> inputs,
    List<NodeId> captured,
    int height,
    boolean isCollection,
    long size,
    long tombstones,
    long heapBytes,
    long runs,
    long cutOffs,
    long nanos) {

  /** Copies the lists. */
  public NodeDescription {
    inputs = List.copyOf(inputs);
    captured = List.copyOf(captured);
  }

  /** The description of a node without the estimate, for the holder of the write lock. */
  static Draft draft(Node node) {
    return new Draft(
        new NodeDescription(
            node.id(),
            node.kind(),
            node.functionPlace(),
            idsOf(node.inputs()),
            idsOf(node.captured()),
            node.height(),
            node instanceof CollectionNode,
            0,
            0,
            0,
            node.runs(),
            node.cutOffs(),
            node.nanos()),
        node instanceof CollectionNode collection
            ? collection.keptContents()
            : TickMap.emptyCollection());
  }

  /**
   * A description to which the estimate is added after the write lock has been given back, since
   * the estimate takes longer than all else.
   *
   * @param node what is known without the contents
   * @param contents the contents of the node, a version that does not change
   */
  record Draft(NodeDescription node, TickMap<Object, ValueList> contents) {

    /** The whole description; for any thread. */
    NodeDescription described() {
      return new NodeDescription(
          node.id,
          node.kind,
          node.function,
          node.inputs,
          node.captured,
          node.height,
          node.isCollection,
          contents.size(),
          contents.tombstones(),
          HeapEstimate.of(contents),
          node.runs,
          node.cutOffs,
          node.nanos);
    }
  }

  private static List<NodeId> idsOf(List<? extends Node> nodes) {
    return nodes.stream().map(Node::id).toList();
  }
}
