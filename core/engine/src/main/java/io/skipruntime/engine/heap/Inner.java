package io.skipruntime.engine.heap;

import java.util.Arrays;

/**
 * Children in key order.
 *
 * <ul>
 *   <li>{@code key(i)} is at most every key of child {@code i} and after every key of child {@code
 *       i - 1}. {@code key(0)} is not asked for.
 *   <li>All children have the same {@link #levels}.
 *   <li>All children but that at {@code newest} have a {@link #lastTick} of at most {@code
 *       olderTick}. So who looks for what a transaction changed, mostly below one child, need not
 *       look at the others.
 * </ul>
 */
final class Inner extends Tree {

  Tree[] children;
  private final int levels;
  private int newest;
  private long olderTick;

  private Inner(Object owner, Object keys, Tree[] children, int levels) {
    super(owner, keys);
    this.children = children;
    this.levels = levels;
    count = children.length;
    recount();
    for (int at = 0; at < count; at++) {
      if (children[at].lastTick > lastTick) {
        changed(at, children[at].lastTick);
      } else {
        olderTick = Math.max(olderTick, children[at].lastTick);
      }
    }
  }

  private Inner(Inner original, Object owner) {
    super(owner, original);
    children = Arrays.copyOf(original.children, original.count);
    levels = original.levels;
    newest = original.newest;
    olderTick = original.olderTick;
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

  Inner copy(Object editor) {
    return new Inner(this, editor);
  }

  /** Notes that a child has changed at a tick, which is none before {@link #lastTick}. */
  void changed(int at, long tick) {
    if (at != newest) {
      newest = at;
      olderTick = lastTick;
    }
    lastTick = tick;
  }

  /** Notes that other children may be where some were. */
  private void forgetNewest() {
    newest = 0;
    olderTick = lastTick;
  }

  /**
   * The first child from an index on with a {@link #lastTick} after {@code since}, or one that is
   * said to have it; {@link #count} if there is none.
   */
  int changedSince(long since, int from) {
    if (olderTick <= since) {
      return from <= newest ? newest : count;
    }
    int at = from;
    while (at < count && children[at].lastTick <= since) {
      at++;
    }
    return at;
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
    forgetNewest();
  }

  /** Moves the children from {@code at} on to a new node. */
  Inner split(int at, Object editor) {
    Object rightKeys = Column.copy(keys, at, count, count - at);
    Inner right = new Inner(editor, rightKeys, Arrays.copyOfRange(children, at, count), levels);
    right.lastTick = lastTick;
    Arrays.fill(children, at, count, null);
    cutKeys(at);
    forgetNewest();
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
