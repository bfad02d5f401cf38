package io.skipruntime.engine.spi;

import io.skipruntime.engine.EngineOptions;

/**
 * Something the engine did, for tests that assert which functions ran and for tools that watch a
 * service. Events are given to {@link EngineOptions#listener} by the thread that does the work.
 */
public sealed interface EngineEvent {

  /**
   * A function runs for a source entry.
   *
   * @param node the node it belongs to, as errors name it
   * @param key the source entry's key
   */
  record FunctionRan(String node, Object key) implements EngineEvent {}

  /**
   * A node was recomputed and stayed the same, so that nothing above it is.
   *
   * @param node the node, as errors name it
   */
  record CutOff(String node) implements EngineEvent {}

  /**
   * A node was added to the graph.
   *
   * @param node the node, as errors name it
   */
  record NodeCreated(String node) implements EngineEvent {}

  /**
   * A node was removed from the graph.
   *
   * @param node the node, as errors name it
   */
  record NodeRetired(String node) implements EngineEvent {}

  /**
   * A transaction was committed.
   *
   * @param tick its tick
   * @param changedNodes how many nodes have other contents
   */
  record Committed(long tick, int changedNodes) implements EngineEvent {}

  /**
   * A transaction failed and was taken back.
   *
   * @param tick the tick it would have had
   */
  record RolledBack(long tick) implements EngineEvent {}
}
