package io.skipruntime.engine.operator;

import io.skipruntime.ComputationException;
import io.skipruntime.WiringException;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.json.DeclaredOrder;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The check that the keys of a collection are in the order that the author of their class declared,
 * for nodes that cut a collection by the order of its keys: they would cut at the wrong place.
 *
 * <p>{@code lastClass} is the class of the last key that was found to be so; mostly all keys are of
 * one.
 */
final class DeclaredKeys {

  private final CollectionNode node;
  private @Nullable Class<?> lastClass;

  DeclaredKeys(CollectionNode node) {
    this.node = node;
  }

  /**
   * Checks the declared type of the keys of a collection that is to be cut.
   *
   * @param operator what cuts it
   * @throws WiringException that names the way out, if they are not in order
   */
  static void requireOf(CollectionNode input, String operator) {
    Type keys = input.keyType();
    if (keys != null) {
      DeclaredOrder.problemOf(keys)
          .ifPresent(problem -> {
            throw new WiringException(List.of(input.describe() + "." + operator + ": " + problem));
          });
    }
  }

  /**
   * Checks a key, or an end of a range, while the graph is built.
   *
   * @throws WiringException that names the way out, if it is not in order
   */
  void requireForBuilding(Object key) {
    Optional<String> problem = problem(key);
    if (problem.isPresent()) {
      throw wrong(problem.get());
    }
  }

  /**
   * Checks a key that a write brought.
   *
   * @throws ComputationException if it is not in order, with the same reason
   */
  void require(Object key) {
    Optional<String> problem = problem(key);
    if (problem.isPresent()) {
      throw new ComputationException(node.describe(), key, wrong(problem.get()));
    }
  }

  private WiringException wrong(String problem) {
    return new WiringException(List.of(node.describe() + ": " + problem));
  }

  private Optional<String> problem(Object key) {
    if (key.getClass() == lastClass) {
      return Optional.empty();
    }
    Optional<String> problem = DeclaredOrder.problem(key);
    if (problem.isEmpty() && !(key instanceof Collection<?>)) {
      lastClass = key.getClass();
    }
    return problem;
  }
}
