package io.skipruntime.engine.instance;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.operator.InputNode;
import io.skipruntime.engine.spi.WorkLimitException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The decision which instances fail in place of the transaction: those whose own part has failed,
 * as long as no node has that all instances share. A failed instance is built again when anything
 * changes that its part depended on. One that has taken more than its limit fails in any case, and
 * for good.
 */
final class Isolation {

  /** The step that fails an instance. */
  @FunctionalInterface
  interface Failing {

    /** Fails an instance, to be built again when any of {@code watched} changes. */
    void fail(
        ResourceInstance instance,
        ComputationException failure,
        List<Node> watched,
        Transaction transaction);
  }

  private final boolean isEnabled;
  private final Failing failing;

  /**
   * A decision for instances.
   *
   * @param isEnabled whether instances fail at all, rather than the transaction
   */
  Isolation(boolean isEnabled, Failing failing) {
    this.isEnabled = isEnabled;
    this.failing = failing;
  }

  /**
   * Fails instances whose own part has failed.
   *
   * @param failures the needed nodes that have failed
   * @param all the open instances
   * @param mayFail says which of them may fail for any reason; each may that has taken more than it
   *     may
   * @param shared the nodes that do not belong to instances
   */
  void isolate(
      List<Node> failures,
      Collection<ResourceInstance> all,
      Predicate<ResourceInstance> mayFail,
      Set<Node> shared,
      Transaction transaction) {
    if (failures.stream().anyMatch(shared::contains)) {
      return;
    }
    for (ResourceInstance instance : all) {
      ComputationException failure = instance.failureOfItsNodes();
      if (failure == null) {
        continue;
      }
      if (failure instanceof WorkLimitException || (isEnabled && mayFail.test(instance))) {
        failing.fail(instance, failure, dependencies(instance.nodes(), shared), transaction);
      }
    }
  }

  /**
   * Fails an instance that could not be built.
   *
   * @param described the nodes that it asked for
   * @throws ComputationException the failure, if instances do not fail
   */
  void failOrThrow(
      ResourceInstance instance,
      ComputationException failure,
      List<Node> described,
      Set<Node> shared,
      Transaction transaction) {
    if (!isEnabled && !(failure instanceof WorkLimitException)) {
      throw failure;
    }
    failing.fail(instance, failure, dependencies(described, shared), transaction);
  }

  /** The collections that the nodes of an instance depend on and that are not its own. */
  private static List<Node> dependencies(List<Node> nodes, Set<Node> shared) {
    Set<Node> dependencies = new LinkedHashSet<>();
    Set<Node> visited = new HashSet<>();
    ArrayDeque<Node> toVisit = new ArrayDeque<>(nodes);
    for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
      if (!visited.add(node)) {
        continue;
      }
      if (node instanceof InputNode || (node instanceof CollectionNode && shared.contains(node))) {
        dependencies.add(node);
      } else {
        node.forEachDependency(toVisit::add);
      }
    }
    return List.copyOf(dependencies);
  }
}
