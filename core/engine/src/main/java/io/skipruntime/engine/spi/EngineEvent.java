package io.skipruntime.engine.spi;

import java.util.List;

/** Something that the engine did; an {@link EngineListener} hears of it. Immutable. */
public sealed interface EngineEvent {

  /** Something within a transaction, which may yet be taken back. */
  sealed interface Propagation extends EngineEvent {}

  /** The end of a transaction. */
  sealed interface Outcome extends EngineEvent {}

  /**
   * A function runs for a source entry.
   *
   * @param node the node that the function belongs to, or the resource that is instantiated
   * @param key the source entry's key, or the resource's parameters
   */
  record FunctionRan(NodeId node, Object key) implements Propagation {}

  /**
   * A node was recomputed and stayed the same, so that no node above it is recomputed for it.
   *
   * @param node the node
   */
  record CutOff(NodeId node) implements Propagation {}

  /**
   * A node has had its turn: it was recomputed, and perhaps stayed the same.
   *
   * @param node the node
   * @param nanos how long it took
   */
  record TurnTaken(NodeId node, long nanos) implements Propagation {}

  /**
   * A collection has other contents. Told when the transaction is about to be committed, so that it
   * is not taken back.
   *
   * @param node the node of the collection
   * @param count how many keys have other values
   * @param keys the first of them, at most {@value #MOST_KEYS}
   */
  record EntriesChanged(NodeId node, int count, List<Object> keys) implements Propagation {

    /** So many keys are told at most. */
    public static final int MOST_KEYS = 16;

    /** Copies the list. */
    public EntriesChanged {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A node was added to the graph.
   *
   * @param node the node
   */
  record NodeCreated(NodeId node) implements Propagation {}

  /**
   * A node was removed from the graph.
   *
   * @param node the node
   */
  record NodeRetired(NodeId node) implements Propagation {}

  /**
   * A transaction was committed.
   *
   * @param tick the tick that is current then
   * @param isWrite whether the transaction made that tick; otherwise it opened or closed resource
   *     instances and changed no contents
   * @param durationNanos the time from the transaction's start until all is visible; what it waited
   *     for others before is not part of it
   * @param changedNodes the number of nodes that have other contents
   * @param changedEntries the number of keys of collections that have other values
   * @param notifiedInstances the number of resource instances whose subscribers are woken
   */
  record Committed(
      long tick,
      boolean isWrite,
      long durationNanos,
      int changedNodes,
      long changedEntries,
      int notifiedInstances)
      implements Outcome {}

  /**
   * A transaction failed and was taken back.
   *
   * @param tick the tick it would have had
   */
  record RolledBack(long tick) implements Outcome {}
}
