package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.spi.Spread;

/** An operator that shards can compute. */
public interface ShardedOperator {

  /** The way in which shards compute it. */
  Spread spread();

  /** The node of the same operator in another graph. */
  Node rebuild(Rebuilding at);
}
