package io.skipruntime.engine.operator;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.ExternalResource;
import io.skipruntime.LazyCollection;
import io.skipruntime.LazyCompute;
import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonArray;
import io.skipruntime.json.JsonPattern;
import java.util.List;

/** The context of the functions of one evaluation. */
public final class FunctionContext implements Context {

  private final Evaluation evaluation;

  /** A context for the current run of {@code evaluation}, whichever that is. */
  public FunctionContext(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  @Override
  public <K, V> LazyCollection<K, V> createLazyCollection(LazyCompute<K, V> compute) {
    Evaluation.Run run = evaluation.current();
    LazyNode node;
    try {
      node = LazyNode.obtain(compute, LazyHandle::new, run.transaction());
    } catch (WiringException e) {
      evaluation.report(e);
      LazyCompute<K, V> none = (self, key) -> List.of();
      node = LazyNode.obtain(none, LazyHandle::new, run.transaction());
    }
    run.hold(node);
    return new LazyHandle<>(node, evaluation);
  }

  @Override
  public <K, V> EagerCollection<K, V> useExternalResource(ExternalResource<K, V> resource) {
    Evaluation.Run run = evaluation.current();
    Transaction transaction = run.transaction();
    CollectionNode node;
    try {
      node = transaction.graph().externalNodes().use(resource, transaction);
    } catch (WiringException e) {
      evaluation.report(e);
      node =
          transaction.add(new InputNode("what cannot be built", null, null, new WrittenEntries(0)));
    }
    run.hold(node);
    return new EagerHandle<>(node, evaluation);
  }

  @Override
  public JsonArray jsonExtract(Json value, String pattern) {
    return JsonPattern.parse(pattern).extract(value);
  }
}
