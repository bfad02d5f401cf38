package io.skipruntime.engine.graph;

/** The memory of a graph for what was deleted: how far back it goes. */
@FunctionalInterface
public interface DeletionMemory {

  /**
   * The tick from which on deletions of a collection have to be remembered. For the transaction's
   * thread; asked rarely.
   *
   * @param tombstones how many deletions the collection remembers now
   */
  long earliestTick(CollectionNode collection, int tombstones);
}
