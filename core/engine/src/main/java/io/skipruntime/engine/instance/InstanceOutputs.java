package io.skipruntime.engine.instance;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of resource instances: the collection that each shows, and the instances that a
 * transaction gave another one. For the transaction's thread.
 *
 * <ul>
 *   <li>{@code byOutput} has every open instance that has not failed under its {@code output}.
 *   <li>A failed instance has no output.
 *   <li>{@code rebuilt} has the instances whose contents the running transaction replaced, failed
 *       or closed; it is empty between transactions.
 * </ul>
 */
final class InstanceOutputs {

  private final Runnable rewired;
  private final InstancesByOutput byOutput = new InstancesByOutput();
  private final Set<ResourceInstance> rebuilt = new LinkedHashSet<>();

  /**
   * No outputs yet.
   *
   * @param rewired is run after a commit in which an instance has got other nodes
   */
  InstanceOutputs(Runnable rewired) {
    this.rewired = rewired;
  }

  /**
   * Shows a collection as the contents of an instance that was built.
   *
   * @param thereSince as in {@link ResourceInstance.Output}
   * @param held the nodes that the instance needs from now on
   */
  void show(
      ResourceInstance instance,
      CollectionNode output,
      long thereSince,
      List<Node> held,
      Transaction transaction) {
    CollectionNode before = instance.output;
    replace(instance, output, held, transaction);
    if (output != before) {
      transaction.publish(
          instance.slot(),
          new ResourceInstance.Output(
              instance,
              output.slot(),
              transaction.tick(),
              thereSince,
              output.history(transaction),
              Optional.empty()));
      if (before == null || !sameContents(instance, output, transaction)) {
        rebuilt.add(instance);
      }
    }
  }

  private void replace(
      ResourceInstance instance,
      @Nullable CollectionNode output,
      List<Node> held,
      Transaction transaction) {
    CollectionNode before = instance.output;
    List<Node> heldBefore = instance.held;
    transaction
        .undo()
        .add(() -> {
          instance.output = before;
          instance.held = heldBefore;
        });
    instance.output = output;
    instance.held = held;
    if (output != null && output != before) {
      transaction.afterCommit(rewired);
    }
    if (output != null) {
      transaction.acquire(output);
      output.keepVersions(transaction);
      byOutput.add(output, instance, transaction.undo());
    }
    held.forEach(transaction::acquire);
    if (before != null) {
      transaction.release(before);
      if (before != output) {
        byOutput.remove(before, instance, transaction.undo());
      }
    }
    heldBefore.forEach(transaction::release);
  }

  private static boolean sameContents(
      ResourceInstance instance, CollectionNode output, Transaction transaction) {
    return instance
        .snapshot(transaction.graph().head())
        .filter(committed -> committed.contents().size() == output.contents().size())
        .filter(committed -> sameEntries(committed.contents(), output.contents()))
        .isPresent();
  }

  private static boolean sameEntries(
      TickMap<Object, ValueList> one, TickMap<Object, ValueList> other) {
    TickMap.Cursor<Object, ValueList> x = one.cursor();
    TickMap.Cursor<Object, ValueList> y = other.cursor();
    while (x.next() && y.next()) {
      if (!x.key().equals(y.key()) || !x.value().isSameAs(y.value())) {
        return false;
      }
    }
    return true;
  }

  /** Fails an instance; of its nodes it keeps only {@code held}. */
  void fail(
      ResourceInstance instance,
      ComputationException failure,
      List<Node> held,
      Transaction transaction) {
    replace(instance, null, held, transaction);
    ResourceInstance.Output failed = instance.failed(failure, transaction);
    transaction.publish(instance.slot(), failed);
    if (failed.since() == transaction.tick()) {
      rebuilt.add(instance);
    }
  }

  /** Shows nothing of an instance any more, and gives back what it needed. */
  void close(ResourceInstance instance, Transaction transaction) {
    replace(instance, null, List.of(), transaction);
    transaction.publish(instance.slot(), null);
    transaction.afterCommit(() -> transaction.graph().giveBackSlot(instance.slot()));
    rebuilt.add(instance);
  }

  /** Adds the instances that a commit gave other contents, and those that it closed. */
  void takeAffected(List<Node> changed, Set<ResourceInstance> affected) {
    if (!rebuilt.isEmpty()) {
      affected.addAll(rebuilt);
      rebuilt.clear();
    }
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i) instanceof CollectionNode collection && collection.keepsVersions()) {
        byOutput.addThoseOf(collection, affected);
      }
    }
  }

  /** Forgets what a transaction that was rolled back had rebuilt. */
  void forgetAffected() {
    rebuilt.clear();
  }

  /** Adds what is held. */
  void measure(Measurement measurement) {
    measurement.addSourceEntries(byOutput.size());
    measurement.addUnsettled(rebuilt);
  }
}
