package io.skipruntime.engine.heap;

import io.skipruntime.json.CanonicalOrder;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The search for keys in the nodes of a {@link TickMap}, by bisection.
 *
 * <p>Where the order is one that has {@code Long}s in their natural order, nodes may store them as
 * {@code long}s, which are compared directly. Of numbers without gaps, as ids often are, each is
 * found at its distance from the first.
 */
final class Search {

  private final Comparator<Object> order;
  private final Object none;
  private final int width;
  private final boolean unwraps;

  /**
   * A search.
   *
   * @param unwraps whether the map has lists of values, and keeps {@link ValueList#unwrapped} ones
   */
  @SuppressWarnings("unchecked") // a map compares only its own keys
  Search(Comparator<?> order, int width, boolean unwraps) {
    this.order = (Comparator<Object>) order;
    this.none = hasLongsInNaturalOrder(order) ? Column.NO_LONGS : Column.NO_OBJECTS;
    this.width = width;
    this.unwraps = unwraps;
  }

  private static boolean hasLongsInNaturalOrder(Comparator<?> order) {
    return order == CanonicalOrder.INSTANCE || order == Comparator.naturalOrder();
  }

  /** The {@link Column} of a node that has none yet. */
  Object none() {
    return none;
  }

  /** How many entries or children a node has at most. */
  int width() {
    return width;
  }

  int compare(Object a, Object b) {
    return order.compare(a, b);
  }

  /** What nodes keep of a value. */
  Object kept(Object value) {
    return unwraps ? ValueList.unwrapped(value) : value;
  }

  /** The value of which nodes keep this; null if they keep nothing. */
  @Nullable Object value(@Nullable Object kept) {
    return unwraps && kept != null ? ValueList.wrapped(kept) : kept;
  }

  /** Whether nodes keep this of values of which one need not replace the other. */
  boolean areSame(Object kept, Object other) {
    return unwraps ? ValueList.areSame(kept, other) : kept.equals(other);
  }

  /** Compares the key at an index of a node with {@code key}. */
  int compare(Tree tree, int at, Object key) {
    return tree.keys instanceof long[] longs && key instanceof Long number
        ? Long.compare(longs[at], number)
        : order.compare(tree.key(at), key);
  }

  /** The index of {@code key}, or −(where it would be) − 1. */
  int find(Leaf leaf, Object key) {
    if (leaf.keys instanceof long[] longs && key instanceof Long number) {
      return find(longs, leaf.count, number);
    }
    Object[] keys = Column.boxed(leaf.keys, leaf.count);
    int low = 0;
    int high = leaf.count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int comparison = order.compare(keys[middle], key);
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

  private static int find(long[] keys, int count, long key) {
    if (count == 0 || key < keys[0]) {
      return -1;
    }
    long distance = key - keys[0];
    if (0 <= distance && distance < count && keys[(int) distance] == key) {
      return (int) distance;
    }
    int at = lastUpTo(keys, count, key);
    return keys[at] == key ? at : -at - 2;
  }

  /**
   * The last index whose key is at most {@code key}, or 0 if there is none. The loop has no branch
   * to be mispredicted: which half goes on is a conditional move.
   */
  private static int lastUpTo(long[] keys, int count, long key) {
    int low = 0;
    for (int length = count; length > 1; ) {
      int half = length >>> 1;
      low = keys[low + half] <= key ? low + half : low;
      length -= half;
    }
    return low;
  }

  /** The index of the child that has {@code key} if the node has it. */
  int child(Inner inner, Object key) {
    if (inner.keys instanceof long[] longs && key instanceof Long number) {
      return lastUpTo(longs, inner.count, number);
    }
    Object[] keys = Column.boxed(inner.keys, inner.count);
    int low = 1;
    int high = inner.count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (order.compare(keys[middle], key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return low - 1;
  }

  /** What is kept of the value of a key; null if there is none. */
  @Nullable Object find(Tree root, Object key) {
    Tree tree = root;
    while (tree instanceof Inner inner) {
      tree = inner.children[child(inner, key)];
    }
    Leaf leaf = (Leaf) tree;
    int at = find(leaf, key);
    return at < 0 ? null : leaf.value(at);
  }
}
