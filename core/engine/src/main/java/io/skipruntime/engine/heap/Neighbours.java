package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/**
 * The live keys beside a position of a tree. Subtrees of tombstones only are not entered, so that
 * each answer costs at most twice the way from the root to a leaf.
 */
final class Neighbours {

  private Neighbours() {}

  /** The least live key; null if there is none. */
  static @Nullable Object first(Tree tree) {
    return switch (tree) {
      case Leaf leaf -> firstFrom(leaf, 0);
      case Inner inner -> firstFrom(inner, 0);
    };
  }

  /** The greatest live key; null if there is none. */
  static @Nullable Object last(Tree tree) {
    return switch (tree) {
      case Leaf leaf -> lastTo(leaf, leaf.count - 1);
      case Inner inner -> lastTo(inner, inner.count - 1);
    };
  }

  /** The least live key after {@code bound}; null if there is none. */
  static @Nullable Object after(Search search, Tree tree, Object bound) {
    if (tree instanceof Inner inner) {
      int at = search.child(inner, bound);
      Object key = after(search, inner.children[at], bound);
      return key == null ? firstFrom(inner, at + 1) : key;
    }
    Leaf leaf = (Leaf) tree;
    int at = search.find(leaf, bound);
    return firstFrom(leaf, at < 0 ? -at - 1 : at + 1);
  }

  /** The greatest live key before {@code bound}; null if there is none. */
  static @Nullable Object before(Search search, Tree tree, Object bound) {
    if (tree instanceof Inner inner) {
      int at = search.child(inner, bound);
      Object key = before(search, inner.children[at], bound);
      return key == null ? lastTo(inner, at - 1) : key;
    }
    Leaf leaf = (Leaf) tree;
    int at = search.find(leaf, bound);
    return lastTo(leaf, at < 0 ? -at - 2 : at - 1);
  }

  private static @Nullable Object firstFrom(Leaf leaf, int from) {
    for (int at = from; at < leaf.count; at++) {
      if (!leaf.isDeleted(at)) {
        return leaf.key(at);
      }
    }
    return null;
  }

  private static @Nullable Object firstFrom(Inner inner, int from) {
    for (int at = from; at < inner.count; at++) {
      if (inner.children[at].size > 0) {
        return first(inner.children[at]);
      }
    }
    return null;
  }

  private static @Nullable Object lastTo(Leaf leaf, int to) {
    for (int at = to; at >= 0; at--) {
      if (!leaf.isDeleted(at)) {
        return leaf.key(at);
      }
    }
    return null;
  }

  private static @Nullable Object lastTo(Inner inner, int to) {
    for (int at = to; at >= 0; at--) {
      if (inner.children[at].size > 0) {
        return last(inner.children[at]);
      }
    }
    return null;
  }
}
