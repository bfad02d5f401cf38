package io.skipruntime.engine.heap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Children in key order. {@code keys[i]} is at most every key of child {@code i} and greater than
 * every key of child {@code i − 1}; {@code keys[0]} is not used, as the first child takes all that
 * comes before the second.
 */
final class Inner extends Tree {

  final Object[] keys;
  final Tree[] children;

  private Inner(Object owner, int width) {
    super(owner);
    keys = new Object[width];
    children = new Tree[width];
  }

  /** The root over some trees of the same depth, which are in order and of which none is empty. */
  static Tree over(List<? extends Tree> trees, int width) {
    List<? extends Tree> level = trees;
    while (level.size() > 1) {
      List<Inner> above = new ArrayList<>();
      for (Tree tree : level) {
        if (above.isEmpty() || above.getLast().count == width) {
          above.add(new Inner(Inner.class, width));
        }
        above.getLast().insert(above.getLast().count, tree);
      }
      level = above;
    }
    return level.getFirst();
  }

  @Override
  int levels() {
    return 1 + children[0].levels();
  }

  @Override
  Inner copy(Object editor, int width) {
    Inner copy = new Inner(editor, width);
    System.arraycopy(keys, 0, copy.keys, 0, count);
    System.arraycopy(children, 0, copy.children, 0, count);
    copy.count = count;
    copy.lastTick = lastTick;
    return copy;
  }

  @Override
  @Nullable Object lowest() {
    return children[0].lowest();
  }

  void insert(int at, Tree child) {
    System.arraycopy(keys, at, keys, at + 1, count - at);
    System.arraycopy(children, at, children, at + 1, count - at);
    keys[at] = Objects.requireNonNull(child.lowest());
    children[at] = child;
    count++;
    lastTick = Math.max(lastTick, child.lastTick);
  }

  /** Moves the children from {@code at} on to a new node. */
  Inner split(int at, Object editor) {
    Inner right = new Inner(editor, keys.length);
    System.arraycopy(keys, at, right.keys, 0, count - at);
    System.arraycopy(children, at, right.children, 0, count - at);
    right.count = count - at;
    right.lastTick = lastTick;
    Arrays.fill(keys, at, count, null);
    Arrays.fill(children, at, count, null);
    count = at;
    return right;
  }
}
