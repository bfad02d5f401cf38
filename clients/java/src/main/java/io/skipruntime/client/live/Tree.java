package io.skipruntime.client.live;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable search tree; a change makes a new tree that shares all but one path with the old
 * one. The empty tree is null.
 *
 * <ul>
 *   <li>keys on the left are less than {@code key}, those on the right are greater
 *   <li>{@code size} is the number of keys
 *   <li>neither side has more than {@code DELTA} times as many keys as the other, each counted with
 *       one more, so that the depth is logarithmic
 * </ul>
 *
 * <p>Balance is by weight, with the parameters that Hirai and Yamamoto prove correct in "Balancing
 * weight-balanced trees" (Journal of Functional Programming, 2011).
 */
final class Tree<K, V> {

  private static final int DELTA = 3;
  private static final int RATIO = 2;

  final @Nullable Tree<K, V> left;
  final K key;
  final V value;
  final @Nullable Tree<K, V> right;
  private final int size;

  private Tree(@Nullable Tree<K, V> left, K key, V value, @Nullable Tree<K, V> right) {
    this.left = left;
    this.key = key;
    this.value = value;
    this.right = right;
    this.size = size(left) + 1 + size(right);
  }

  static int size(@Nullable Tree<?, ?> tree) {
    return tree == null ? 0 : tree.size;
  }

  /** The tree of entries whose keys ascend strictly. */
  static <K, V> @Nullable Tree<K, V> ofSorted(List<Map.Entry<K, V>> entries) {
    if (entries.isEmpty()) {
      return null;
    }
    int middle = entries.size() / 2;
    Map.Entry<K, V> entry = entries.get(middle);
    return new Tree<>(
        ofSorted(entries.subList(0, middle)),
        entry.getKey(),
        entry.getValue(),
        ofSorted(entries.subList(middle + 1, entries.size())));
  }

  /** The node of a key; null if the tree lacks it. */
  static <K, V> @Nullable Tree<K, V> find(
      @Nullable Tree<K, V> tree, Object key, Comparator<Object> order) {
    Tree<K, V> at = tree;
    while (at != null) {
      int side = order.compare(key, at.key);
      if (side == 0) {
        return at;
      }
      at = side < 0 ? at.left : at.right;
    }
    return null;
  }

  /** How many keys are less than {@code key}. */
  static int rank(@Nullable Tree<?, ?> tree, Object key, Comparator<Object> order) {
    int below = 0;
    Tree<?, ?> at = tree;
    while (at != null) {
      if (order.compare(at.key, key) < 0) {
        below += size(at.left) + 1;
        at = at.right;
      } else {
        at = at.left;
      }
    }
    return below;
  }

  /** The tree with a value for a key, in place of what it had. */
  static <K, V> Tree<K, V> with(
      @Nullable Tree<K, V> tree, K key, V value, Comparator<Object> order) {
    if (tree == null) {
      return new Tree<>(null, key, value, null);
    }
    int side = order.compare(key, tree.key);
    if (side == 0) {
      return new Tree<>(tree.left, key, value, tree.right);
    }
    return side < 0
        ? balanced(with(tree.left, key, value, order), tree.key, tree.value, tree.right)
        : balanced(tree.left, tree.key, tree.value, with(tree.right, key, value, order));
  }

  /** The tree without a key. */
  static <K, V> @Nullable Tree<K, V> without(
      @Nullable Tree<K, V> tree, Object key, Comparator<Object> order) {
    if (tree == null) {
      return null;
    }
    int side = order.compare(key, tree.key);
    if (side == 0) {
      return joined(tree.left, tree.right);
    }
    return side < 0
        ? balanced(without(tree.left, key, order), tree.key, tree.value, tree.right)
        : balanced(tree.left, tree.key, tree.value, without(tree.right, key, order));
  }

  private static <K, V> @Nullable Tree<K, V> joined(
      @Nullable Tree<K, V> left, @Nullable Tree<K, V> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    Tree<K, V> next = right;
    while (next.left != null) {
      next = next.left;
    }
    return balanced(left, next.key, next.value, withoutFirst(right));
  }

  private static <K, V> @Nullable Tree<K, V> withoutFirst(Tree<K, V> tree) {
    return tree.left == null
        ? tree.right
        : balanced(withoutFirst(tree.left), tree.key, tree.value, tree.right);
  }

  /** Restores the balance, where one side has got or lost one key. */
  private static <K, V> Tree<K, V> balanced(
      @Nullable Tree<K, V> left, K key, V value, @Nullable Tree<K, V> right) {
    if (right != null && isTooHeavy(right, left)) {
      return isSingle(right.left, right.right)
          ? new Tree<>(
              new Tree<>(left, key, value, right.left), right.key, right.value, right.right)
          : rotatedTwiceLeft(left, key, value, right);
    }
    if (left != null && isTooHeavy(left, right)) {
      return isSingle(left.right, left.left)
          ? new Tree<>(left.left, left.key, left.value, new Tree<>(left.right, key, value, right))
          : rotatedTwiceRight(left, key, value, right);
    }
    return new Tree<>(left, key, value, right);
  }

  private static <K, V> Tree<K, V> rotatedTwiceLeft(
      @Nullable Tree<K, V> left, K key, V value, Tree<K, V> right) {
    Tree<K, V> inner = present(right.left);
    return new Tree<>(
        new Tree<>(left, key, value, inner.left),
        inner.key,
        inner.value,
        new Tree<>(inner.right, right.key, right.value, right.right));
  }

  private static <K, V> Tree<K, V> rotatedTwiceRight(
      Tree<K, V> left, K key, V value, @Nullable Tree<K, V> right) {
    Tree<K, V> inner = present(left.right);
    return new Tree<>(
        new Tree<>(left.left, left.key, left.value, inner.left),
        inner.key,
        inner.value,
        new Tree<>(inner.right, key, value, right));
  }

  private static <K, V> Tree<K, V> present(@Nullable Tree<K, V> tree) {
    if (tree == null) {
      throw new IllegalStateException("the heavier side is empty");
    }
    return tree;
  }

  private static boolean isTooHeavy(@Nullable Tree<?, ?> tree, @Nullable Tree<?, ?> other) {
    return size(tree) + 1 > DELTA * (size(other) + 1);
  }

  private static boolean isSingle(@Nullable Tree<?, ?> inner, @Nullable Tree<?, ?> outer) {
    return size(inner) + 1 < RATIO * (size(outer) + 1);
  }
}
