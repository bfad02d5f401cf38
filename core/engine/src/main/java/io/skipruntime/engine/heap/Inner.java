package io.skipruntime.engine.heap;

import java.util.Arrays;

/**
 * Children in key order.
 *
 * <ul>
 *   <li>{@code key(i)} is at most every key of child {@code i} and after every key of child {@code
 *       i - 1}. Nobody asks for {@code key(0)}.
 *   <li>All children have the same {@link #levels}.
 * </ul>
 */
final class Inner extends Tree {

  Tree[] children;
  private final int levels;

  private Inner(Object owner, Object keys, Tree[] children, int levels) {
    super(owner, keys);
    this.children = children;
    this.levels = levels;
    count = children.length;
    recount();
    for (Tree child : children) {
      lastTick = Math.max(lastTick, child.lastTick);
    }
  }

  private Inner(Inner original, Object owner) {
    super(owner, original);
    children = Arrays.copyOf(original.children, original.count);
    levels = original.levels;
  }

  /** A node of two children, of which the right one begins with {@code rightKey}. */
  static Inner of(Object owner, Tree left, Object rightKey, Tree right, Search search) {
    Object keys = Column.insert(search.none(), 0, 0, rightKey, search.width());
    keys = Column.insert(keys, 1, 1, rightKey, search.width());
    return new Inner(owner, keys, new Tree[] {left, right}, 1 + left.levels());
  }

  /** A node of some trees of equal height; as many keys as trees. */
  static Inner of(Object keys, Tree[] children) {
    return new Inner(NOBODY, keys, children, 1 + children[0].levels());
  }

  /** A node of some of this node's children or what became of them; as many keys as children. */
  Inner with(Object newKeys, Tree[] newChildren) {
    return new Inner(NOBODY, newKeys, newChildren, levels);
  }

  Inner copy(Object editor, long tick) {
    Inner copy = new Inner(this, editor);
    copy.lastTick = tick;
    return copy;
  }

  @Override
  int levels() {
    return levels;
  }

  @Override
  int leaves() {
    int leaves = 0;
    for (int at = 0; at < count; at++) {
      leaves += children[at].leaves();
    }
    return leaves;
  }

  /** Inserts a child that begins with {@code key}, not counting what is below it. */
  void insert(int at, Object key, Tree child, int width) {
    insertKey(at, key, width);
    if (count == children.length) {
      children = Arrays.copyOf(children, Column.grown(count, width));
    }
    System.arraycopy(children, at, children, at + 1, count - at);
    children[at] = child;
    count++;
  }

  /** Moves the children from {@code at} on to a new node. */
  Inner split(int at, Object editor) {
    Object rightKeys = Column.copy(keys, at, count, count - at);
    Inner right = new Inner(editor, rightKeys, Arrays.copyOfRange(children, at, count), levels);
    right.lastTick = lastTick;
    Arrays.fill(children, at, count, null);
    cutKeys(at);
    return right;
  }

  @Override
  Inner followedBy(Tree next, Object nextKey) {
    Inner right = (Inner) next;
    Tree[] both = Arrays.copyOf(children, count + right.count);
    System.arraycopy(right.children, 0, both, count, right.count);
    Object firstRight = Column.copy(right.keys, 1, right.count, right.count);
    firstRight = Column.insert(firstRight, right.count - 1, 0, nextKey, right.count);
    return new Inner(
        NOBODY, Column.concatenate(keys, count, firstRight, right.count), both, levels);
  }

  /** Counts again what is below the node. */
  void recount() {
    size = 0;
    tombstones = 0;
    firstDeletion = Long.MAX_VALUE;
    for (int at = 0; at < count; at++) {
      Tree child = children[at];
      size += child.size;
      tombstones += child.tombstones;
      if (child.tombstones > 0) {
        firstDeletion = Math.min(firstDeletion, child.firstDeletion);
      }
    }
  }
}
