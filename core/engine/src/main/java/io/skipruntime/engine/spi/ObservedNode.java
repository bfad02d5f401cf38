package io.skipruntime.engine.spi;

import org.jspecify.annotations.Nullable;

/**
 * A node of the graph as a {@link WorkListener} is told of it, with a place for what one of the
 * listeners has to remember of it: to find that elsewhere would cost more than to note what the
 * node does. For the thread of the transactions.
 */
public interface ObservedNode {

  /** The identity of the node. */
  NodeId id();

  /** What was given to {@link #remember} last; null if nothing was. */
  @Nullable Object remembered();

  /** Takes what a listener remembers, in place of what was there. */
  void remember(Object something);
}
