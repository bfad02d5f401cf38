package io.skipruntime;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable bag of values in the order of their JSON: a value may be in it several times. What
 * aggregators that depend on an order accumulate, so that a value that leaves costs O(log n).
 *
 * <p>A weight-balanced tree (Adams, "Efficient sets: a balancing act", 1993) with the parameters 3
 * and 2 that Hirai and Yamamoto proved in "Balancing weight-balanced trees" (2011): of two siblings
 * neither is more than three times as heavy as the other.
 *
 * <ul>
 *   <li>Values that are the same JSON but not written the same, such as 1.0 and 1.00, are nodes of
 *       their own, next to each other, so that what is left when one of them leaves is known.
 *   <li>{@code nodes} counts different values of a tree, {@code total} counts all.
 * </ul>
 *
 * @param <V> type of the values
 */
final class Bag<V> {

  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  private static final Bag<?> EMPTY = new Bag<>(null);

  private static final class Node<V> {
    final V value;
    final long times;
    final @Nullable Node<V> left;
    final @Nullable Node<V> right;
    final int nodes;
    final long total;

    Node(V value, long times, @Nullable Node<V> left, @Nullable Node<V> right) {
      this.value = value;
      this.times = times;
      this.left = left;
      this.right = right;
      this.nodes = 1 + nodes(left) + nodes(right);
      this.total = times + total(left) + total(right);
    }
  }

  private final @Nullable Node<V> root;

  private Bag(@Nullable Node<V> root) {
    this.root = root;
  }

  /** The bag without values. */
  @SuppressWarnings("unchecked") // it holds no value
  static <V> Bag<V> empty() {
    return (Bag<V>) EMPTY;
  }

  private static int nodes(@Nullable Node<?> node) {
    return node == null ? 0 : node.nodes;
  }

  private static long total(@Nullable Node<?> node) {
    return node == null ? 0 : node.total;
  }

  /** The number of values, each as often as it is there. */
  long size() {
    return total(root);
  }

  /** The number of different values. */
  int distinct() {
    return nodes(root);
  }

  /** This bag with a value once more. */
  Bag<V> with(V value) {
    return new Bag<>(with(root, value));
  }

  /** This bag with a value once less. */
  Bag<V> without(V value) {
    return new Bag<>(without(root, value));
  }

  /**
   * The value that has {@code rank} values before it. Of those that are the same JSON but not
   * written the same it is the form as a key, so that it depends on which values there are alone.
   *
   * @param rank from 0 to the size, exclusive
   */
  V at(long rank) {
    Node<V> found = Objects.requireNonNull(find(rank));
    return hasOtherForm(found.value) ? normal(found.value) : found.value;
  }

  /** All values, in order. */
  List<V> toList() {
    List<V> all = new ArrayList<>();
    addTo(root, all);
    return all;
  }

  private static <V> void addTo(@Nullable Node<V> node, List<V> all) {
    if (node != null) {
      addTo(node.left, all);
      for (long i = 0; i < node.times; i++) {
        all.add(node.value);
      }
      addTo(node.right, all);
    }
  }

  private @Nullable Node<V> find(long rank) {
    Node<V> node = root;
    long left = rank;
    while (node != null) {
      long before = total(node.left);
      if (left < before) {
        node = node.left;
      } else if (left < before + node.times) {
        return node;
      } else {
        left -= before + node.times;
        node = node.right;
      }
    }
    return null;
  }

  private boolean hasOtherForm(V value) {
    Node<V> node = root;
    while (node != null) {
      int byJson = CanonicalOrder.INSTANCE.compare(value, node.value);
      int order = compare(value, node.value);
      if (byJson == 0 && order != 0) {
        return true;
      }
      if (order == 0) {
        return isForm(value, last(node.left)) || isForm(value, first(node.right));
      }
      node = order < 0 ? node.left : node.right;
    }
    return false;
  }

  private static <V> boolean isForm(V value, @Nullable Node<V> other) {
    return other != null && CanonicalOrder.INSTANCE.compare(value, other.value) == 0;
  }

  private static <V> @Nullable Node<V> first(@Nullable Node<V> tree) {
    Node<V> node = tree;
    while (node != null && node.left != null) {
      node = node.left;
    }
    return node;
  }

  private static <V> @Nullable Node<V> last(@Nullable Node<V> tree) {
    Node<V> node = tree;
    while (node != null && node.right != null) {
      node = node.right;
    }
    return node;
  }

  @SuppressWarnings("unchecked") // a normal form has the class of the value
  private static <V> V normal(V value) {
    return (V) CanonicalKey.of(value);
  }

  /** By JSON; forms of one JSON value are apart, by their text and class. */
  private static int compare(Object one, Object other) {
    int byJson = CanonicalOrder.INSTANCE.compare(one, other);
    if (byJson != 0 || CanonicalValue.areSame(one, other)) {
      return byJson;
    }
    int byText = Json.from(one).toString().compareTo(Json.from(other).toString());
    return byText != 0 ? byText : one.getClass().getName().compareTo(other.getClass().getName());
  }

  private static <V> Node<V> with(@Nullable Node<V> node, V value) {
    if (node == null) {
      return new Node<>(value, 1, null, null);
    }
    int order = compare(value, node.value);
    if (order == 0) {
      return new Node<>(node.value, node.times + 1, node.left, node.right);
    }
    return order < 0
        ? balanced(node, with(node.left, value), node.right)
        : balanced(node, node.left, with(node.right, value));
  }

  private static <V> @Nullable Node<V> without(@Nullable Node<V> node, V value) {
    if (node == null) {
      return null;
    }
    int order = compare(value, node.value);
    if (order < 0) {
      return balanced(node, without(node.left, value), node.right);
    }
    if (order > 0) {
      return balanced(node, node.left, without(node.right, value));
    }
    return node.times > 1
        ? new Node<>(node.value, node.times - 1, node.left, node.right)
        : joined(node.left, node.right);
  }

  private static <V> @Nullable Node<V> joined(@Nullable Node<V> left, @Nullable Node<V> right) {
    Node<V> least = first(right);
    return least == null ? left : balanced(least, left, withoutFirst(right));
  }

  private static <V> @Nullable Node<V> withoutFirst(@Nullable Node<V> node) {
    if (node == null || node.left == null) {
      return node == null ? null : node.right;
    }
    return balanced(node, withoutFirst(node.left), node.right);
  }

  private static int weight(@Nullable Node<?> node) {
    return nodes(node) + 1;
  }

  /** The value of {@code middle} between two trees of which one has changed by one node. */
  private static <V> Node<V> balanced(
      Node<V> middle, @Nullable Node<V> left, @Nullable Node<V> right) {
    if (right != null && weight(right) > DELTA * weight(left)) {
      Node<V> inner = right.left;
      return inner == null || weight(inner) < GAMMA * weight(right.right)
          ? at(right, at(middle, left, inner), right.right)
          : at(inner, at(middle, left, inner.left), at(right, inner.right, right.right));
    }
    if (left != null && weight(left) > DELTA * weight(right)) {
      Node<V> inner = left.right;
      return inner == null || weight(inner) < GAMMA * weight(left.left)
          ? at(left, left.left, at(middle, inner, right))
          : at(inner, at(left, left.left, inner.left), at(middle, inner.right, right));
    }
    return at(middle, left, right);
  }

  private static <V> Node<V> at(Node<V> node, @Nullable Node<V> left, @Nullable Node<V> right) {
    return new Node<>(node.value, node.times, left, right);
  }

  /** Checks what the class comment promises of the tree; for tests. */
  void checkInvariants() {
    check(root);
  }

  private static void check(@Nullable Node<?> node) {
    if (node == null) {
      return;
    }
    Node<?> before = last(node.left);
    Node<?> after = first(node.right);
    boolean isOrdered =
        (before == null || compare(before.value, node.value) < 0)
            && (after == null || compare(node.value, after.value) < 0);
    boolean isBalanced =
        weight(node.left) <= DELTA * weight(node.right)
            && weight(node.right) <= DELTA * weight(node.left);
    if (!isOrdered || !isBalanced || node.times < 1) {
      throw new IllegalStateException("at " + node.value + ", of " + node.nodes + " values");
    }
    check(node.left);
    check(node.right);
  }
}
