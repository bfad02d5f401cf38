package io.skipruntime.engine.instance;

import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.Cell;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.FunctionContext;
import java.util.Map;

/**
 * The function of resource instances: from a resource and parameters to a collection, by the
 * author's {@code instantiate} over what all instances share. For the transaction's thread.
 */
final class Instantiation {

  private final Evaluation evaluation;
  private final FunctionContext context;
  private final Cell<Map<String, Resources.Definition<Object>>> definitions = new Cell<>(Map.of());
  private final Cell<Object> shared = new Cell<>("");

  /** A function without resources, whose runs are those of an evaluation. */
  Instantiation(Evaluation evaluation) {
    this.evaluation = evaluation;
    this.context = new FunctionContext(evaluation);
  }

  /** Says what instances are built from, from now on. */
  void define(
      Map<String, Resources.Definition<Object>> resources,
      Object sharedCollections,
      Transaction transaction) {
    definitions.set(resources, transaction);
    shared.set(Captured.bind(sharedCollections, evaluation), transaction);
  }

  /** The collection that a resource builds for some parameters, during a run. */
  CollectionNode outputOf(ResourceInstance.Key key) {
    Resources.Definition<Object> definition = definitions.get().get(key.resource());
    if (definition == null) {
      throw new IllegalStateException("there is no resource " + key.resource());
    }
    Resource<Object> resource = definition.constructor().apply(key.params());
    Captured.requirePure(resource);
    return EagerHandle.nodeOf(resource.instantiate(shared.get(), context));
  }
}
