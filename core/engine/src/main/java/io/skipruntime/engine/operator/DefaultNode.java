package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.WholeCollection;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.Spread;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code defaultIfEmpty}: the entries of the input, or one given entry while there are
 * none. Nothing is kept beside the contents; a changed key costs O(1).
 *
 * <ul>
 *   <li>The given entry is there exactly while the input is empty, so that the contents are never
 *       empty.
 * </ul>
 */
final class DefaultNode extends CollectionNode implements ShardedOperator {

  private final CollectionNode input;
  private final Object key;
  private final ValueList values;

  private DefaultNode(NodeKey identity, CollectionNode input, Object key, Object value) {
    super(identity, above(List.of(input)));
    this.input = input;
    this.key = key;
    this.values = ValueList.of(value);
  }

  /** The node with the entries of {@code input} or, while it has none, a value under a key. */
  static DefaultNode obtain(
      CollectionNode input, Object key, Object value, Transaction transaction) {
    NodeKey identity = new NodeKey(DefaultNode.class, List.of(input), List.of(key, value));
    return transaction.obtain(identity, () -> new DefaultNode(identity, input, key, value));
  }

  @Override
  public Spread spread() {
    return Spread.WHOLE;
  }

  @Override
  public DefaultNode rebuild(Rebuilding at) {
    return obtain(at.input(input), key, values.getUnique(), at.transaction());
  }

  @Override
  public List<? extends Node> inputs() {
    return List.of(input);
  }

  @Override
  public @Nullable Type keyType() {
    return input.keyType();
  }

  @Override
  public String describe() {
    return input.describe() + ".defaultIfEmpty()";
  }

  @Override
  public String kind() {
    return "defaultIfEmpty";
  }

  @Override
  public void explain(Object explained, Reasons reasons) {
    if (input.contentsAt(reasons.moment()).containsKey(explained)) {
      reasons.source(input, explained);
    } else {
      reasons.reads(new Object[] {input, WholeCollection.SIZE}, explained);
    }
  }

  @Override
  public void forEachDependentKey(Node cause, Object changed, Consumer<Object> keys) {
    giveIfPresent(changed, keys);
    giveIfPresent(key, keys);
  }

  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    boolean isEmpty = true;
    while (cursor.next()) {
      isEmpty = false;
      append(cursor.key(), cursor.value(), transaction);
    }
    if (isEmpty) {
      append(key, values, transaction);
    }
  }

  @Override
  protected void recompute(List<Node> causes, Transaction transaction) {
    Delta delta = input.delta();
    for (int i = 0; delta != null && i < delta.size(); i++) {
      if (!delta.key(i).equals(key)) {
        apply(delta.key(i), delta.after(i), transaction);
      }
    }
    boolean isEmpty = input.contents().size() == 0;
    apply(key, isEmpty ? values : input.contents().get(key), transaction);
  }
}
