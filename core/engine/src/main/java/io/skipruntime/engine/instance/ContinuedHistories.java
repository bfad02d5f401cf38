package io.skipruntime.engine.instance;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.History;
import io.skipruntime.engine.graph.Transaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The histories with which outputs go on while a service is defined again: an instance that gets
 * another output has its subscribers told what is different, as if the output had changed. For the
 * transaction's thread.
 *
 * <ul>
 *   <li>{@code slots} says, until the transaction ends, the history of which slot an output goes on
 *       with: instances that had different outputs may have the same one now, which can go on with
 *       one history alone.
 * </ul>
 */
final class ContinuedHistories {

  private final Map<CollectionNode, Integer> slots = new HashMap<>();

  /** Begins a definition: no output goes on with a history yet. */
  void begin(Transaction transaction) {
    slots.clear();
    transaction.afterCommit(slots::clear);
  }

  /**
   * Lets a new output go on from what was committed, unless it does so for another instance; says
   * whether it does.
   */
  boolean continueHistory(
      ResourceInstance instance, CollectionNode output, Transaction transaction) {
    ResourceInstance.Output committed = instance.committed(transaction.graph());
    History history = committed == null ? null : committed.history();
    if (committed == null
        || history == null
        || output.failure() != null
        || !transaction.isNew(output)) {
      return false;
    }
    if (slots.getOrDefault(output, committed.slot()) != committed.slot()) {
      return false;
    }
    boolean continues =
        slots.containsKey(output)
            || instance
                .snapshot(transaction.graph().head())
                .filter(before -> output.continueFrom(before.contents(), transaction))
                .isPresent();
    if (!continues) {
      return false;
    }
    slots.put(output, committed.slot());
    transaction.publish(
        instance.slot(),
        new ResourceInstance.Output(
            instance,
            output.slot(),
            committed.since(),
            transaction.tick(),
            history,
            Optional.empty()));
    return true;
  }
}
