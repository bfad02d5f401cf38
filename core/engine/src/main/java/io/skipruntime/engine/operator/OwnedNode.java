package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Reasons;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a collection whose keys one shard owns. Nothing is kept beside the contents; a
 * changed key costs O(1).
 */
public final class OwnedNode extends CollectionNode {

  private final CollectionNode input;
  private final Predicate<Object> owns;

  /** The entries of {@code input} whose keys a shard owns. */
  public OwnedNode(CollectionNode input, Predicate<Object> owns) {
    super(null, above(List.of(input)));
    this.input = input;
    this.owns = owns;
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
    return input.describe();
  }

  @Override
  public String kind() {
    return input.kind();
  }

  @Override
  public void explain(Object key, Reasons reasons) {
    if (input.contentsAt(reasons.moment()).containsKey(key)) {
      reasons.source(input, key);
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
