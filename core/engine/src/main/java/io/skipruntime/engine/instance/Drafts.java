package io.skipruntime.engine.instance;

import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.operator.GradualStage;
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
    if (draft.stages.stream().allMatch(GradualStage::isComplete)) {
      return Optional.empty();
    }
    described.forEach(transaction::acquire);
    transaction.undo().add(() -> drafts.remove(draft));
    drafts.add(draft);
    return Optional.of(draft);
  }

  /** Roughly how many entries are to come into the stage of a draft whose turn it is; 0 if none. */
  long left(Draft draft) {
    return draft.stages.stream()
        .filter(stage -> !stage.isComplete())
        .findFirst()
        .map(stage -> Math.max(1, stage.left()))
        .orElse(0L);
  }

  /**
   * Lets more entries into the nodes of a draft, of the stage whose turn it is.
   *
   * @return whether the stage has more to come
   */
  boolean admit(Draft draft, int most, Transaction transaction) {
    boolean isMore = false;
    for (GradualStage stage : draft.stages) {
      if (!stage.isComplete()) {
        stage.admit(most, transaction);
        isMore = !stage.isComplete();
        break;
      }
    }
    if (draft.stages.stream().allMatch(GradualStage::isComplete)) {
      draft.stages.forEach(stage -> stage.open(transaction));
    }
    transaction.afterCommit(() -> draft.changed = transaction.changedEntries());
    return isMore;
  }

  /** Gives back the nodes of a draft, which may be no more. */
  void drop(Draft draft, Transaction transaction) {
    if (!drafts.remove(draft)) {
      return;
    }
    List<Node> held = draft.held;
    List<GradualStage> stages = draft.stages;
    transaction
        .undo()
        .add(() -> {
          drafts.add(draft);
          draft.held = held;
          draft.stages = stages;
        });
    draft.held = List.of();
    draft.stages = List.of();
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
