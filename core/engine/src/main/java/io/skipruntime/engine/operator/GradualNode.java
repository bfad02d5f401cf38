package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a large collection for nodes that are filled in steps: those up to a key, which
 * {@link #admit} moves, and all of them in the end. To each node above, a step is a change of some
 * keys. Once it is complete, contents and changes are those of the input, and nothing else is kept.
 *
 * <ul>
 *   <li>Unless {@code isComplete}, the contents are the input's entries up to {@code last}; none if
 *       that is null.
 *   <li>Only a {@link Transaction#isDrafting drafting} transaction gets one that is not open, so
 *       that nothing else is built of half the entries.
 * </ul>
 */
public final class GradualNode extends SameKeysNode implements GradualStage {

  /** A collection of so many keys is taken as a whole. */
  public static final int MOST_AT_ONCE = 100_000;

  private final Object purpose;
  private @Nullable Object last;
  private boolean isComplete;
  private boolean isOpen;

  private GradualNode(NodeKey key, CollectionNode input, Object purpose) {
    super(key, input);
    this.purpose = purpose;
  }

  /** The node for a purpose; the input itself where steps are not needed, or not possible. */
  static CollectionNode obtain(CollectionNode input, Object purpose, Transaction transaction) {
    return obtain(input, purpose, input.contents().size() > MOST_AT_ONCE, transaction);
  }

  /**
   * The node for a purpose, whose entries come in after those of other nodes; the input itself if
   * neither that nor these are filled in steps.
   */
  static CollectionNode obtainAfter(
      List<CollectionNode> others, CollectionNode input, Object purpose, Transaction transaction) {
    List<CollectionNode> all = new ArrayList<>(others);
    all.add(input);
    boolean isWanted = transaction.isDrafting() && GradualStage.isAnyFilledLater(all);
    return obtain(input, purpose, isWanted, transaction);
  }

  private static CollectionNode obtain(
      CollectionNode input, Object purpose, boolean isWanted, Transaction transaction) {
    NodeKey key = new NodeKey(GradualNode.class, List.of(input), purpose);
    boolean isThere =
        transaction.present(key) instanceof GradualNode present
            && (present.isOpen || transaction.isDrafting());
    boolean isMade =
        isWanted && transaction.isDrafting() && transaction.graph().options().interns();
    return isThere || isMade
        ? transaction.obtain(key, () -> new GradualNode(key, input, purpose))
        : input;
  }

  @Override
  public boolean isComplete() {
    return isComplete;
  }

  @Override
  public long left() {
    return isComplete ? 0 : (long) input.contents().size() - contents().size();
  }

  @Override
  public void open(Transaction transaction) {
    boolean before = isOpen;
    transaction.undo().add(() -> isOpen = before);
    isOpen = true;
  }

  @Override
  public void admit(int most, Transaction transaction) {
    Object lastBefore = last;
    boolean wasComplete = isComplete;
    transaction
        .undo()
        .add(() -> {
          last = lastBefore;
          isComplete = wasComplete;
        });
    TickMap.Cursor<Object, ValueList> cursor =
        lastBefore == null ? input.contents().cursor() : input.contents().cursorFrom(lastBefore);
    int count = 0;
    boolean isMore = cursor.next();
    while (isMore && count < most) {
      if (lastBefore == null || compare(cursor.key(), lastBefore) > 0) {
        apply(cursor.key(), cursor.value(), transaction);
        last = cursor.key();
        count++;
      }
      isMore = cursor.next();
    }
    transaction.applied(this);
    if (!isMore) {
      isComplete = true;
      becomeEqual(input, transaction);
    }
  }

  private static int compare(Object one, Object other) {
    return CanonicalOrder.INSTANCE.compare(one, other);
  }

  @Override
  public String describe() {
    return input.describe();
  }

  @Override
  public String kind() {
    return "gradually";
  }

  @Override
  protected String functionText() {
    return purpose.toString();
  }

  /** Begins without entries. */
  @Override
  protected void initialise(Transaction transaction) {}

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    if (isComplete) {
      mirror(input, transaction);
      return;
    }
    Object end = last;
    Delta delta = input.delta();
    for (int i = 0; delta != null && end != null && i < delta.size(); i++) {
      if (compare(delta.key(i), end) <= 0) {
        apply(delta.key(i), delta.after(i), transaction);
      }
    }
  }
}
