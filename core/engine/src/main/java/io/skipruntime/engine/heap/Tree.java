package io.skipruntime.engine.heap;

/**
 * A node of the tree of a {@link TickMap}.
 *
 * <ul>
 *   <li>It may be changed only by the editor whose mark is its {@link #owner}. A mark refers to
 *       nothing, so that a node keeps no older version alive.
 *   <li>{@link #size} and {@link #tombstones} are the numbers of live and deleted entries below.
 *   <li>{@link #lastTick} is at least every tick below the node.
 *   <li>{@link #firstDeletion} is at most the tick of every tombstone below the node.
 *   <li>{@link #keys} is an array of {@link Column} of which {@link #count} elements are used. It
 *       may be that of the node of which this one is a copy: {@link #keysAreShared}.
 * </ul>
 */
abstract sealed class Tree permits Leaf, Inner {

  /** How many entries or children a node has at most. */
  static final int WIDTH = 32;

  /** The owner of nodes that no editor may change. */
  static final Object NOBODY = new Object();

  final Object owner;
  int count;
  int size;
  int tombstones;
  boolean keysAreShared;
  Object keys;
  long lastTick;
  long firstDeletion;

  Tree(Object owner, Object keys) {
    this.owner = owner;
    this.keys = keys;
  }

  /** A copy of {@code original} that shares its keys until it gets one more. */
  Tree(Object owner, Tree original) {
    this(owner, original.keys);
    count = original.count;
    size = original.size;
    tombstones = original.tombstones;
    lastTick = original.lastTick;
    firstDeletion = original.firstDeletion;
    keysAreShared = true;
  }

  final Object key(int at) {
    return Column.get(keys, at);
  }

  final void insertKey(int at, Object key, int width) {
    if (keysAreShared) {
      keys = Column.copy(keys, 0, count, Math.min(width, count + 1));
      keysAreShared = false;
    }
    keys = Column.insert(keys, count, at, key, width);
  }

  /** Forgets the keys from {@code at} on. */
  final void cutKeys(int at) {
    if (at == count) {
      return;
    }
    if (keysAreShared) {
      keys = Column.copy(keys, 0, at, at);
      keysAreShared = false;
    } else {
      Column.clear(keys, at, count);
    }
    count = at;
  }

  /** Notes that so many more or fewer entries are live, or deleted since {@code tick}. */
  final void counted(int live, int deleted, long tick) {
    if (deleted > 0) {
      firstDeletion = tombstones == 0 ? tick : Math.min(firstDeletion, tick);
    }
    size += live;
    tombstones += deleted;
  }

  /** A node of the contents of this one and then of the next of its parent. */
  abstract Tree followedBy(Tree next, Object nextKey);

  /** How many inner nodes are on each way to a leaf, this one included. */
  abstract int levels();

  /** How many leaves are below the node, itself included. */
  abstract int leaves();
}
