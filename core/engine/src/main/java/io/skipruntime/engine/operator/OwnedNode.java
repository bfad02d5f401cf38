package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The entries of a collection whose keys one shard owns. Nothing is kept beside the contents; a
 * changed key costs O(1).
 */
public final class OwnedNode extends SameKeysNode {

  private final Predicate<Object> owns;

  /** The entries of {@code input} whose keys a shard owns. */
  public OwnedNode(CollectionNode input, Predicate<Object> owns) {
    super(null, input);
    this.owns = owns;
  }

  @Override
  public String describe() {
    return input.describe();
  }

  @Override
  public String kind() {
    return input.kind();
  }

  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      if (owns.test(cursor.key())) {
        append(cursor.key(), cursor.value(), transaction);
      }
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    for (int i = 0; delta != null && i < delta.size(); i++) {
      if (owns.test(delta.key(i))) {
        apply(delta.key(i), delta.after(i), transaction);
      }
    }
  }
}
