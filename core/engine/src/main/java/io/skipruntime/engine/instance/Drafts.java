package io.skipruntime.engine.instance;

import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.operator.GradualNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The drafts of instances that are about to be opened. For the transaction's thread. */
final class Drafts {

  private final Set<Draft> drafts = new LinkedHashSet<>();

  /** Holds the nodes that a function has asked for, if entries are to come into some of them. */
  Optional<Draft> begin(List<Node> described, Transaction transaction) {
    Draft draft = new Draft(described);
    if (draft.entrances.stream().allMatch(GradualNode::isComplete)) {
      return Optional.empty();
    }
    described.forEach(transaction::acquire);
    transaction.undo().add(() -> drafts.remove(draft));
    drafts.add(draft);
    return Optional.of(draft);
  }

  /**
   * Lets more entries into the nodes of a draft.
   *
   * @return whether there are more to come
   */
  boolean admit(Draft draft, int most, Transaction transaction) {
    for (GradualNode entrance : draft.entrances) {
      if (!entrance.isComplete()) {
        entrance.admit(most, transaction);
        return true;
      }
    }
    return false;
  }

  /** Gives back the nodes of a draft, which may be no more. */
  void drop(Draft draft, Transaction transaction) {
    if (!drafts.remove(draft)) {
      return;
    }
    List<Node> held = draft.held;
    List<GradualNode> entrances = draft.entrances;
    transaction
        .undo()
        .add(() -> {
          drafts.add(draft);
          draft.held = held;
          draft.entrances = entrances;
        });
    draft.held = List.of();
    draft.entrances = List.of();
    held.forEach(transaction::release);
  }

  /** Drops the drafts that are of no use any more. */
  void dropUnwanted(Transaction transaction) {
    for (Draft draft : List.copyOf(drafts)) {
      if (draft.isUnwanted) {
        drop(draft, transaction);
      }
    }
  }

  /** Drops the drafts of which a node has failed in the transaction. */
  void dropFailed(Transaction transaction) {
    for (Draft draft : List.copyOf(drafts)) {
      if (draft.held.stream().anyMatch(node -> node.failure() != null)) {
        drop(draft, transaction);
      }
    }
  }
}
