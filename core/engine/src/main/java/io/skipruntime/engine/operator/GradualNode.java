package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entrance of a large collection by its keys: the entries up to a key, which {@link #admit}
 * moves, and all of them in the end.
 *
 * <ul>
 *   <li>Until it is complete, the contents are the input's entries up to {@code last}; none if that
 *       is null.
 * </ul>
 */
public final class GradualNode extends EntranceNode {

  /** A collection of so many keys is taken as a whole. */
  public static final int MOST_AT_ONCE = 100_000;

  private @Nullable Object last;

  private GradualNode(NodeKey key, CollectionNode input, Object purpose) {
    super(key, input, purpose);
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
    return obtain(key, input, isWanted, () -> new GradualNode(key, input, purpose), transaction);
  }

  @Override
  public long left() {
    return isComplete() ? 0 : (long) input.contents().size() - contents().size();
  }

  @Override
  public void admit(int most, Transaction transaction) {
    Object lastBefore = last;
    transaction.undo().add(() -> last = lastBefore);
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
      complete(transaction);
    }
  }

  private static int compare(Object one, Object other) {
    return CanonicalOrder.INSTANCE.compare(one, other);
  }

  @Override
  protected String functionText() {
    return purpose.toString();
  }

  /** Begins without entries. */
  @Override
  protected void initialise(Transaction transaction) {}

  @Override
  void takeChanges(Delta delta, Transaction transaction) {
    Object end = last;
    for (int i = 0; end != null && i < delta.size(); i++) {
      if (compare(delta.key(i), end) <= 0) {
        apply(delta.key(i), delta.after(i), transaction);
      }
    }
  }
}
