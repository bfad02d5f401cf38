package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/**
 * A node of the tree of a {@link TickMap}.
 *
 * <ul>
 *   <li>It may be changed only by its {@link #owner}, the editor that made it, and by none once that
 *       has built its map.
 *   <li>{@link #lastTick} is at least every tick below the node.
 * </ul>
 */
abstract sealed class Tree permits Leaf, Inner {

  /** How many entries or children a node has at most. */
  static final int WIDTH = 32;

  /** Trees of half-full nodes of 2<sup>31</sup> entries are less deep; narrow ones of tests, too. */
  static final int MAXIMUM_DEPTH = 24;

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

  abstract Tree copy(Object editor, int width);

  /** The least key of the node; null if it is empty. */
  abstract @Nullable Object lowest();
}
