package io.skipruntime.engine.instance;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.History;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The histories that a journal has of instances, with which they go on when they are opened again
 * while the service is born. For the transaction's thread.
 *
 * <ul>
 *   <li>{@code storedBefore} says from which stored contents an output goes on; it is empty once
 *       the service is born.
 * </ul>
 */
public final class StoredHistories {

  private final Map<CollectionNode, TickMap<Object, ValueList>> storedBefore = new HashMap<>();

  StoredHistories() {}

  /**
   * Lets an instance that was just opened go on from what it contained in an earlier process, if
   * the types of its keys are the same still. Those who followed it are told what is different.
   *
   * @param before the contents, with JSON as keys and values
   * @param keyClass the name of the class of all keys that there were
   * @param history of which history the contents were
   * @param since the tick at which the instance had got these contents
   */
  public void continueStored(
      ResourceInstance instance,
      TickMap<Object, ValueList> before,
      String keyClass,
      History history,
      long since,
      Transaction transaction) {
    CollectionNode output = instance.output;
    if (output == null || output.failure() != null) {
      return;
    }
    TickMap<Object, ValueList> continuedFrom = storedBefore.get(output);
    boolean isContinued =
        continuedFrom == null
            ? output.continueFromStored(before, keyClass, history, transaction)
            : continuedFrom == before;
    if (isContinued) {
      transaction.undo().put(storedBefore, output, before);
      transaction.publish(
          instance.slot(),
          new ResourceInstance.Output(
              instance, output.slot(), since, transaction.tick(), history, Optional.empty()));
    }
  }

  /**
   * Makes an instance that was just opened part of the history that it had in an earlier process,
   * where all that happened since is carried out again.
   */
  public void belongTo(ResourceInstance instance, History history, Transaction transaction) {
    CollectionNode output = instance.output;
    if (output != null && output.failure() == null) {
      output.belongTo(history, transaction);
      transaction.publish(
          instance.slot(),
          new ResourceInstance.Output(
              instance,
              output.slot(),
              transaction.tick(),
              transaction.tick(),
              history,
              Optional.empty()));
    }
  }

  /** Says that no more instances go on from what they contained in an earlier process. */
  public void end() {
    storedBefore.clear();
  }
}
