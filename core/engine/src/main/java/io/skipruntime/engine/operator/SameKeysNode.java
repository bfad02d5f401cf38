package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Reasons;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A collection with one input, each key of which it keeps or leaves out: what is there for a key
 * comes from the input's entry of that key.
 */
abstract class SameKeysNode extends CollectionNode {

  /** The input. */
  final CollectionNode input;

  /** A node that is not filled. */
  SameKeysNode(@Nullable NodeKey key, CollectionNode input) {
    super(key, above(List.of(input)));
    this.input = input;
  }

  @Override
  public final List<? extends Node> inputs() {
    return List.of(input);
  }

  @Override
  public final @Nullable Type keyType() {
    return input.keyType();
  }

  @Override
  public final void explain(Object key, Reasons reasons) {
    if (input.contentsAt(reasons.moment()).containsKey(key)) {
      explainPresent(key, reasons);
    }
  }

  /** Gives the reasons of a key that the input has. */
  void explainPresent(Object key, Reasons reasons) {
    reasons.source(input, key);
  }

  @Override
  public void forEachDependentKey(Node cause, Object key, Consumer<Object> keys) {
    giveIfPresent(key, keys);
  }
}
