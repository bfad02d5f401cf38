package io.skipruntime.engine.operator;

import io.skipruntime.LazyCollection;
import io.skipruntime.engine.function.Handle;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Moment;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.json.CanonicalKey;
import java.util.List;

/** A lazy collection as one function sees it. */
final class LazyHandle<K, V> extends Handle implements LazyCollection<K, V>, TrackedLookup<K, V> {

  private final LazyNode node;

  LazyHandle(LazyNode node, Evaluation evaluation) {
    super(evaluation);
    this.node = node;
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public Handle boundTo(Evaluation other) {
    return new LazyHandle<K, V>(node, other);
  }

  @Override
  protected Handle over(Node other) {
    return new LazyHandle<K, V>((LazyNode) other, evaluation());
  }

  @Override
  @SuppressWarnings("unchecked") // the node's function makes values of this type
  public List<V> get(K key) {
    Object canonical = CanonicalKey.of(key);
    Evaluation.Run run = evaluation().current();
    run.record(node, canonical);
    Moment moment = run.moment();
    return (List<V>)
        (moment == null
            ? node.query(canonical, run.transaction())
            : node.valuesAt(canonical, moment));
  }
}
