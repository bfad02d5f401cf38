package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/**
 * A finder of keys in a tree, each with a descent from the root unless it is near the last.
 *
 * <ul>
 *   <li>{@code lastLeaf} is the leaf that was looked at last, {@code path} and {@code slots} the
 *       way to it, of {@code depth} inner nodes, and {@code bound} with {@code boundAt} the
 *       separator after it, if any. A key that belongs between its first key and the separator is
 *       found without a descent, so that sorted keys look for each leaf once.
 *   <li>{@code lastPosition} is where {@code lastKey}, the last key, was found, if it was: the next
 *       often is the one after, or the same object.
 * </ul>
 */
abstract class TreeFinder {

  static final Leaf NOWHERE = new Leaf(Column.NO_OBJECTS, 0);

  private static final int NONE = -1;

  final Search search;
  Tree root;
  Inner[] path;
  int[] slots;
  int depth;
  Leaf lastLeaf = NOWHERE;
  @Nullable Inner bound;
  private int boundAt;
  private int lastPosition = NONE;
  private @Nullable Object lastKey;
  private boolean closed;

  TreeFinder(Search search, Tree root) {
    this.search = search;
    this.root = root;
    int levels = root.levels();
    path = new Inner[levels];
    slots = new int[levels];
  }

  /** Takes another root, one level above the last. */
  final void grow() {
    path = new Inner[path.length + 1];
    slots = new int[path.length];
  }

  /** Notes that the last key is not where it was found, nor where it would have been. */
  final void forgetLast() {
    lastKey = null;
  }

  /** Lets every later search fail. */
  final void close() {
    lastLeaf = NOWHERE;
    lastKey = null;
    closed = true;
  }

  /** The value of a key; null if there is none. */
  final @Nullable Object valueOf(Object key) {
    int at = seek(key);
    return at < 0 ? null : lastLeaf.value(at);
  }

  /** Makes {@link #lastLeaf} the leaf of {@code key}, and returns where it is or would be there. */
  final int seek(Object key) {
    if (key == lastKey) {
      return lastPosition;
    }
    int next = lastPosition + 1;
    if (lastPosition >= 0 && next < lastLeaf.count && search.compare(lastLeaf, next, key) == 0) {
      lastPosition = next;
      lastKey = key;
      return next;
    }
    int at = seekFurther(key);
    lastPosition = at;
    lastKey = key;
    return at;
  }

  private int seekFurther(Object key) {
    Leaf leaf = lastLeaf;
    if (leaf.count > 0) {
      if (search.compare(leaf, leaf.count - 1, key) < 0) {
        Inner next = bound;
        if (next == null || search.compare(next, boundAt, key) > 0) {
          return -leaf.count - 1;
        }
      } else if (search.compare(leaf, 0, key) <= 0) {
        return search.find(leaf, key);
      }
    }
    return search.find(descend(key), key);
  }

  private Leaf descend(Object key) {
    if (closed) {
      throw new IllegalStateException("the map was built");
    }
    bound = null;
    depth = 0;
    Tree tree = root;
    while (tree instanceof Inner inner) {
      int slot = search.child(inner, key);
      path[depth] = inner;
      slots[depth++] = slot;
      if (slot + 1 < inner.count) {
        bound = inner;
        boundAt = slot + 1;
      }
      tree = inner.children[slot];
    }
    lastLeaf = (Leaf) tree;
    return lastLeaf;
  }
}
