package io.skipruntime.engine.heap;

import io.skipruntime.json.CanonicalOrder;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How keys are found in the nodes of a {@link TickMap}: by binary search, in which two {@code
 * Long}s are compared directly where the order is the canonical one.
 */
final class Search {

  private final Comparator<Object> order;
  private final boolean canonical;
  final int width;

  @SuppressWarnings("unchecked") // a map compares only its own keys
  Search(Comparator<?> order, int width) {
    this.order = (Comparator<Object>) order;
    this.canonical = order == CanonicalOrder.INSTANCE;
    this.width = width;
  }

  int compare(Object x, Object y) {
    return canonical && x instanceof Long a && y instanceof Long b
        ? Long.compare(a, b)
        : order.compare(x, y);
  }

  /** The index of {@code key}, or −(where it would be) − 1. */
  int find(Object[] keys, int count, Object key) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int comparison = compare(keys[middle], key);
      if (comparison < 0) {
        low = middle + 1;
      } else if (comparison > 0) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -low - 1;
  }

  /** The index of the child that has {@code key} if the node has it. */
  int child(Inner inner, Object key) {
    int low = 1;
    int high = inner.count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (compare(inner.keys[middle], key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return low - 1;
  }

  /** The greatest key that has a value; null if there is none. */
  @Nullable Object lastLive(Tree tree) {
    return switch (tree) {
      case Leaf leaf -> lastLive(leaf, leaf.count - 1);
      case Inner inner -> lastLive(inner, inner.count - 1);
    };
  }

  private static @Nullable Object lastLive(Leaf leaf, int from) {
    for (int i = from; i >= 0; i--) {
      if (leaf.values[i] != null) {
        return leaf.keys[i];
      }
    }
    return null;
  }

  private @Nullable Object lastLive(Inner inner, int from) {
    for (int i = from; i >= 0; i--) {
      Object key = lastLive(inner.children[i]);
      if (key != null) {
        return key;
      }
    }
    return null;
  }

  /** The greatest key before {@code bound} that has a value; null if there is none. */
  @Nullable Object lastLiveBefore(Tree tree, Object bound) {
    if (tree instanceof Inner inner) {
      int slot = child(inner, bound);
      Object key = lastLiveBefore(inner.children[slot], bound);
      return key == null ? lastLive(inner, slot - 1) : key;
    }
    Leaf leaf = (Leaf) tree;
    int at = find(leaf.keys, leaf.count, bound);
    return lastLive(leaf, (at < 0 ? -at - 1 : at) - 1);
  }

  /** Fails unless keys are in order, ticks are bounded by those above, and leaves equally deep. */
  void check(Tree root) {
    checkDepth(root, null, null);
  }

  private int checkDepth(Tree tree, @Nullable Object low, @Nullable Object high) {
    require(tree.count <= width, "a node is too wide");
    if (tree instanceof Inner inner) {
      return checkChildren(inner, low, high);
    }
    Leaf leaf = (Leaf) tree;
    for (int i = 0; i < leaf.count; i++) {
      require(leaf.ticks[i] <= leaf.lastTick, "a tick is after the last");
      require(i == 0 || compare(leaf.keys[i - 1], leaf.keys[i]) < 0, "keys are out of order");
      require(low == null || compare(low, leaf.keys[i]) <= 0, "a key is too low for its leaf");
      require(high == null || compare(leaf.keys[i], high) < 0, "a key is too high for its leaf");
    }
    return 1;
  }

  private int checkChildren(Inner inner, @Nullable Object low, @Nullable Object high) {
    require(inner.count > 0, "an inner node has no child");
    int depth = 0;
    for (int i = 0; i < inner.count; i++) {
      Tree child = inner.children[i];
      require(child.lastTick <= inner.lastTick, "a child's tick is after the last");
      int childDepth =
          checkDepth(
              child, i == 0 ? low : inner.keys[i], i + 1 < inner.count ? inner.keys[i + 1] : high);
      require(i == 0 || childDepth == depth, "leaves are not equally deep");
      depth = childDepth;
    }
    return depth + 1;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }
}
