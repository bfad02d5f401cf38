package io.skipruntime.engine.function;

import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;

/**
 * What a function holds of a node: a collection of the API, bound to the evaluation by which its
 * reads are recorded. Handles of the same node are equal, whatever they are bound to.
 */
public interface Handle {

  /** The node. */
  Node node();

  /** The same collection for the functions of another evaluation. */
  Handle boundTo(Evaluation evaluation);
}
