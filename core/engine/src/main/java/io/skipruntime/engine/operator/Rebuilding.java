package io.skipruntime.engine.operator;

import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import java.util.function.UnaryOperator;

/** The place in another graph at which an operator is built again: its inputs there, and so on. */
public final class Rebuilding {

  private final UnaryOperator<CollectionNode> inputs;
  private final UnaryOperator<Node> lookedUp;
  private final Transaction transaction;

  /**
   * A place.
   *
   * @param inputs gives, for each node that the operator works on, the one that takes its place
   * @param lookedUp the same, for the nodes that its functions look up
   * @param transaction of the other graph
   */
  public Rebuilding(
      UnaryOperator<CollectionNode> inputs, UnaryOperator<Node> lookedUp, Transaction transaction) {
    this.inputs = inputs;
    this.lookedUp = lookedUp;
    this.transaction = transaction;
  }

  /** What takes the place of an input. */
  CollectionNode input(CollectionNode planned) {
    return inputs.apply(planned);
  }

  /** The same function, which looks up what takes the place of its collections. */
  NodeFunction function(NodeFunction planned) {
    return planned.over(lookedUp);
  }

  /** The transaction that the operator is built in. */
  Transaction transaction() {
    return transaction;
  }
}
