package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import java.util.List;
import java.util.function.Supplier;

/**
 * The entries of a collection for nodes that are filled in steps: to each node above, a step is a
 * change of some keys. Once it is complete, contents and changes are those of the input, and
 * nothing else is kept.
 *
 * <ul>
 *   <li>Only a {@link Transaction#isDrafting drafting} transaction gets one that is not open, so
 *       that nothing else is built of half the entries.
 * </ul>
 */
abstract class EntranceNode extends SameKeysNode implements GradualStage {

  /** What the nodes above are for: each purpose has an entrance of its own. */
  final Object purpose;

  private boolean isComplete;
  private boolean isOpen;

  /** An entrance that has no entries yet. */
  EntranceNode(NodeKey key, CollectionNode input, Object purpose) {
    super(key, input);
    this.purpose = purpose;
  }

  /**
   * The entrance of a key; the input itself if there is none that may be used, and none is wanted,
   * or possible.
   */
  static CollectionNode obtain(
      NodeKey key,
      CollectionNode input,
      boolean isWanted,
      Supplier<EntranceNode> made,
      Transaction transaction) {
    boolean isThere =
        transaction.present(key) instanceof EntranceNode present
            && (present.isOpen || transaction.isDrafting());
    boolean isMade =
        isWanted && transaction.isDrafting() && transaction.graph().options().interns();
    return isThere || isMade ? transaction.obtain(key, made) : input;
  }

  @Override
  public final boolean isComplete() {
    return isComplete;
  }

  @Override
  public final void open(Transaction transaction) {
    boolean before = isOpen;
    transaction.undo().add(() -> isOpen = before);
    isOpen = true;
  }

  /** Says that all entries have come in. */
  final void complete(Transaction transaction) {
    transaction.undo().add(() -> isComplete = false);
    isComplete = true;
    becomeEqual(input, transaction);
  }

  @Override
  public final String describe() {
    return input.describe();
  }

  @Override
  public final String kind() {
    return "gradually";
  }

  @Override
  protected final void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    if (isComplete) {
      mirror(input, transaction);
    } else if (delta != null) {
      takeChanges(delta, transaction);
    }
  }

  /** Takes changes of the input while not all entries have come in. */
  abstract void takeChanges(Delta delta, Transaction transaction);
}
