package io.skipruntime.engine.graph;

import io.skipruntime.Range;
import io.skipruntime.json.CanonicalOrder;
import java.util.List;

/**
 * The identity of a node: the kind of operator, the nodes that it works on, and its function or
 * other arguments. Two nodes with equal identities are the same.
 *
 * <p>It has an order so that a {@code HashMap} finds a key fast, however many have the same hash
 * code: clients choose the parameters that functions have captured. Only equal keys should compare
 * as equal, but nothing depends on that.
 *
 * @param kind the operator's class
 * @param inputs the nodes it works on, compared by identity
 * @param arguments its function's identity, or bounds, or a limit
 */
public record NodeKey(Class<?> kind, List<?> inputs, Object arguments)
    implements Comparable<NodeKey> {

  @Override
  public int compareTo(NodeKey other) {
    int kinds = kind.getName().compareTo(other.kind.getName());
    if (kinds != 0) {
      return kinds;
    }
    int nodes = compareAll(inputs, other.inputs);
    return nodes != 0 ? nodes : compare(arguments, other.arguments);
  }

  /** An order of what nodes and functions are made of: nodes, values, functions, lists of those. */
  @SuppressWarnings("unchecked") // both are of one class, which is comparable to itself
  public static int compare(Object one, Object other) {
    int classes = one.getClass().getName().compareTo(other.getClass().getName());
    if (classes != 0 || one == other) {
      return classes;
    }
    return switch (one) {
      case List<?> list -> compareAll(list, (List<?>) other);
      case Range<?>(Object start, Object end) -> {
        Range<?> range = (Range<?>) other;
        int starts = compare(start, range.start());
        yield starts != 0 ? starts : compare(end, range.end());
      }
      case Comparable<?> comparable
          when one.getClass() == other.getClass() && !CanonicalOrder.supports(one) ->
          ((Comparable<Object>) comparable).compareTo(other);
      default -> compareOthers(one, other);
    };
  }

  private static int compareOthers(Object one, Object other) {
    if (CanonicalOrder.supports(one)) {
      try {
        return CanonicalOrder.INSTANCE.compare(one, other);
      } catch (IllegalArgumentException e) {
        return 0; // a record with parts that are no values
      }
    }
    return Integer.compare(one.hashCode(), other.hashCode());
  }

  private static int compareAll(List<?> some, List<?> others) {
    for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
      int order = compare(some.get(i), others.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(some.size(), others.size());
  }
}
