package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.Spread;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operators {@code semiJoin} and {@code antiJoin}: the entries of one input whose keys another
 * has, or has not. Nothing is kept beside the contents; a changed key of either input costs two
 * lookups, and changes nothing if only the values of the other have changed.
 */
final class SemiJoinNode extends CollectionNode implements ShardedOperator {

  private final CollectionNode input;
  private final CollectionNode other;
  private final boolean isAnti;

  private SemiJoinNode(NodeKey key, CollectionNode input, CollectionNode other, boolean isAnti) {
    super(key, above(List.of(input, other)));
    this.input = input;
    this.other = other;
    this.isAnti = isAnti;
  }

  /**
   * The node with the entries of {@code input} whose keys {@code other} has.
   *
   * @param isAnti has those whose keys it does not have, instead
   */
  static SemiJoinNode obtain(
      CollectionNode input, CollectionNode other, boolean isAnti, Transaction transaction) {
    NodeKey key = new NodeKey(SemiJoinNode.class, List.of(input, other), isAnti);
    return transaction.obtain(key, () -> new SemiJoinNode(key, input, other, isAnti));
  }

  @Override
  public Spread spread() {
    return Spread.BY_KEY;
  }

  @Override
  public SemiJoinNode rebuild(Rebuilding at) {
    return obtain(at.input(input), at.input(other), isAnti, at.transaction());
  }

  @Override
  public List<? extends Node> inputs() {
    return List.of(input, other);
  }

  @Override
  public @Nullable Type keyType() {
    return input.keyType();
  }

  @Override
  public String describe() {
    return input.describe() + "." + kind() + "(" + other.describe() + ")";
  }

  @Override
  public String kind() {
    return isAnti ? "antiJoin" : "semiJoin";
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    if (input.contentsAt(reasons.moment()).containsKey(key)) {
      reasons.source(input, key);
      reasons.read(other, key);
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    giveIfPresent(key, keys);
  }

  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      if (accepts(cursor.key())) {
        append(cursor.key(), cursor.value(), transaction);
      }
    }
  }

  private boolean accepts(Object key) {
    return other.contents().containsKey(key) != isAnti;
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    for (CollectionNode each : List.of(input, other)) {
      Delta delta = each.delta();
      for (int i = 0; delta != null && i < delta.size(); i++) {
        Object key = delta.key(i);
        apply(key, accepts(key) ? input.contents().get(key) : null, transaction);
      }
    }
  }
}
