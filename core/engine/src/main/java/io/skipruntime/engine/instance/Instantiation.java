package io.skipruntime.engine.instance;

import io.skipruntime.ComputationException;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.engine.function.Captured;
import io.skipruntime.engine.graph.Cell;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.graph.WorkLimit;
import io.skipruntime.engine.operator.EagerHandle;
import io.skipruntime.engine.operator.FunctionContext;
import io.skipruntime.engine.spi.LimitedResource;
import io.skipruntime.engine.spi.WorkLimitException;
import java.util.Map;
import java.util.Optional;

/**
 * The function of resource instances: from a resource and parameters to a collection, by the
 * author's {@code instantiate} over what all instances share. For the transaction's thread.
 */
final class Instantiation {

  private final Evaluation evaluation;
  private final FunctionContext context;
  private final Cell<Map<String, Resources.Definition<Object>>> definitions = new Cell<>(Map.of());
  private final Cell<Object> shared = new Cell<>("");
  private final Cell<Optional<ConstructedResource>> offered = new Cell<>(Optional.empty());

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

  /** Offers a resource to the transaction that is to open its instance. */
  void offer(ConstructedResource resource, Transaction transaction) {
    offered.set(Optional.of(resource), transaction);
    transaction.beforeCommit(() -> offered.set(Optional.empty(), transaction));
  }

  /**
   * The collection that a resource builds for some parameters, during a run.
   *
   * @param limit the limit of the work of its nodes, if clients say what they compute
   */
  CollectionNode outputOf(ResourceInstance.Key key, WorkLimit limit, Transaction transaction) {
    Resource<Object> resource = resource(key);
    Captured.requirePure(resource);
    WorkLimit outer =
        resource instanceof LimitedResource<?> ? transaction.limitBy(limit) : transaction.limit();
    try {
      return EagerHandle.nodeOf(resource.instantiate(shared.get(), context));
    } finally {
      transaction.limitBy(outer);
    }
  }

  private Resource<Object> resource(ResourceInstance.Key key) {
    Resources.Definition<Object> definition = definitions.get().get(key.resource());
    if (definition == null) {
      throw new IllegalStateException("there is no resource " + key.resource());
    }
    return offered
        .get()
        .filter(known -> known.isOf(key, definition))
        .orElseGet(() -> ConstructedResource.of(key, definition))
        .resource();
  }

  /** The failure of an instance as its clients are told of it. */
  ComputationException told(ResourceInstance.Key key, ComputationException failure) {
    return resource(key) instanceof LimitedResource<?> limited ? told(limited, failure) : failure;
  }

  /** The failure of an instance of a resource as its clients are told of it. */
  static ComputationException told(LimitedResource<?> resource, ComputationException failure) {
    Throwable cause = failure.getCause();
    Throwable told = cause == null ? null : resource.told(cause);
    if (told == null || told == cause) {
      return failure;
    }
    return failure instanceof WorkLimitException
        ? new WorkLimitException(failure.node(), told)
        : new ComputationException(failure.node(), failure.key(), told);
  }
}
