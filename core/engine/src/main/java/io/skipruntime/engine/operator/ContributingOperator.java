package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.spi.Spread;

/**
 * An operator that runs a mapper, of which the two halves can be in different graphs: a {@link
 * ContributionNode} runs the mapper, and a {@link GatherNode} has what it emitted.
 */
public interface ContributingOperator extends ShardedOperator {

  @Override
  default Spread spread() {
    return Spread.CONTRIBUTIONS;
  }

  /** The node of the operator, over what its mapper emitted elsewhere. */
  CollectionNode ofGathered(GatherNode gathered, Rebuilding at);
}
