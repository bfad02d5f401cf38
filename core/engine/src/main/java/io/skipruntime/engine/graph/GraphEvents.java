package io.skipruntime.engine.graph;

/** Is told what the graph does; all methods are called by the thread of the transaction. */
public interface GraphEvents {

  /** Hears nothing. */
  GraphEvents NONE = new GraphEvents() {};

  /** A node's function is about to run for a source entry. */
  default void ran(Node node, Object key) {}

  /** A node was recomputed and its contents stayed the same. */
  default void cutOff(Node node) {}

  /** A node was added. */
  default void created(Node node) {}

  /** A node was removed. */
  default void retired(Node node) {}
}
