package io.skipruntime.engine.spi;

/**
 * A listener that takes what happens within transactions as it is, in place of an event for each:
 * to make these costs more than to note what they say. It hears the {@link EngineEvent.Outcome}s
 * alone. Called as any listener is.
 */
public interface WorkListener extends EngineListener {

  /** As {@link EngineEvent.FunctionRan}, for a function that belongs to a node. */
  void ran(ObservedNode node, Object key);

  /** As {@link EngineEvent.FunctionRan}, for a resource that is instantiated. */
  void instantiated(NodeId resource, Object params);

  /** As {@link EngineEvent.CutOff}. */
  void cutOff(ObservedNode node);

  /** As {@link EngineEvent.TurnTaken}. */
  void turnTaken(ObservedNode node, long nanos);

  /**
   * As {@link EngineEvent.EntriesChanged}.
   *
   * @param entries those that changed; good during the call alone
   */
  void changed(ObservedNode node, EntryBlock entries);
}
