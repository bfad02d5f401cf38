package io.skipruntime.engine.operator;

import io.skipruntime.Order;
import io.skipruntime.WiringException;
import io.skipruntime.engine.function.NodeFunction;
import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function of an author that sees what it is given and no collection: what rows are grouped,
 * joined or combined by.
 *
 * @param function the function the author wrote
 */
record PureFunction(NodeFunction function) {

  /**
   * A function that was given to an operator.
   *
   * @throws WiringException if it captured anything mutable, or a collection
   */
  static PureFunction of(Object function, String operator) {
    NodeFunction pure = NodeFunction.of(function);
    List<Node> captured = pure.nodes();
    if (!captured.isEmpty()) {
      throw new WiringException(
          List.of(
              "a function of "
                  + operator
                  + " captured the collection "
                  + captured.getFirst().describe()
                  + "; look it up in a mapper, or join it"));
    }
    return new PureFunction(pure);
  }

  Object identity() {
    return function.identity();
  }

  /** See {@link NodeFunction#name}: to be asked for first while the author's call goes on. */
  String name() {
    return function.name();
  }

  String fingerprint() {
    return function.fingerprint();
  }

  /** The function of one value, as a node calls it. */
  @SuppressWarnings("unchecked") // the typed API lets no other in
  Function<Object, @Nullable Object> ofOne(Node node) {
    return (Function<Object, @Nullable Object>) bound(node);
  }

  /** The function of two values, as a node calls it. */
  @SuppressWarnings("unchecked") // the typed API lets no other in
  BiFunction<Object, Object, Object> ofTwo(Node node) {
    return (BiFunction<Object, Object, Object>) bound(node);
  }

  /** The order, as a node uses it. */
  @SuppressWarnings("unchecked") // the typed API lets no other in
  Order<Object> asOrder(Node node) {
    return (Order<Object>) bound(node);
  }

  /** What the author gave, a record of functions for instance, as a node uses it. */
  Object bound(Node node) {
    return function.boundTo(Evaluation.describing(node));
  }
}
