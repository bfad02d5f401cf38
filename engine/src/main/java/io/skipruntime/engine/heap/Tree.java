package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/**
 * A node of the tree of a {@link TickMap}.
 *
 * <ul>
 *   <li>It may be changed only by the editor whose mark is its {@link #owner}. A mark refers to
 *       nothing, so that a node keeps no older version alive.
 *   <li>{@link #lastTick} is at least every tick below the node.
 * </ul>
 */
abstract sealed class Tree permits Leaf, Inner {

  /** How many entries or children a node has at most. */
  static final int WIDTH = 32;

  Object owner;
  int count;
  long lastTick;

  Tree(Object owner) {
    this.owner = owner;
  }

  /** The node itself if {@code editor} owns it, else a copy that it owns. */
  final Tree ownedBy(Object editor, int width) {
    return owner == editor ? this : copy(editor, width);
  }

  /** How many inner nodes are on each way to a leaf, this one included. */
  abstract int levels();

  abstract Tree copy(Object editor, int width);

  /** The least key of the node; null if it is empty. */
  abstract @Nullable Object lowest();
}
