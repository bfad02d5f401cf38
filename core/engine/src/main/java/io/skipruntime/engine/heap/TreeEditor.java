package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link TickMap.Editor} that changes the tree.
 *
 * <p>A full leaf is split when a key is inserted into it: in the middle or, if keys arrive in
 * order, where the new key belongs, so that sorted keys fill the leaves one after the other. Keys
 * arrive in order if the new one comes after all keys of the map, or beside the key that was
 * inserted before it.
 *
 * <ul>
 *   <li>The editor owns the nodes that it has copied or made: a node that it owns has the editor's
 *       tick. All nodes above one that it owns are its own, too. So a change in a leaf that it owns
 *       changes nothing in the inner nodes but their counts.
 *   <li>{@code lastInsertedIn} is the leaf of the last insertion, and {@code lastInserted} the
 *       position of the new entry in it. The leaf is null before the first insertion, and after one
 *       that split a leaf.
 * </ul>
 */
abstract class TreeEditor extends TreeFinder {

  private final long tick;
  private final long horizon;
  private long birth;
  private final Object owner = new Object();
  private @Nullable Leaf lastInsertedIn;
  private int lastInserted;
  private @Nullable Object exchanged;

  /**
   * An editor.
   *
   * @param tick what the entries get that are changed
   * @param horizon up to which births of keys do not matter
   */
  TreeEditor(Search search, Tree root, long tick, long horizon) {
    super(search, root);
    this.tick = tick;
    this.horizon = horizon;
    this.birth = tick;
  }

  /** Counts keys that are inserted from now on as born before all ticks. */
  final void insertOldKeys() {
    birth = 0;
  }

  /** The number of keys. */
  public final int size() {
    return root.size;
  }

  /** The tree as edited, which never changes again. */
  final Tree finish() {
    close();
    return root;
  }

  final @Nullable Object set(Object key, Object value) {
    return setAt(seek(key), key, value);
  }

  private @Nullable Object setAt(int at, Object key, Object value) {
    if (at < 0) {
      insert(-at - 1, key, value);
      return null;
    }
    Leaf leaf = own(0);
    Object before = leaf.value(at);
    leaf.set(at, value);
    if (before == null) {
      count(1, -1);
    }
    return before;
  }

  /** Sets the value of a key unless it is the same, and says whether it did. */
  final boolean exchange(Object key, Object value) {
    int at = seek(key);
    Object before = at < 0 ? null : lastLeaf.value(at);
    exchanged = before;
    if (before != null && search.areSame(before, value)) {
      return false;
    }
    setAt(at, key, value);
    return true;
  }

  /** What the last {@link #exchange} found. */
  final @Nullable Object exchanged() {
    return exchanged;
  }

  final @Nullable Object delete(Object key) {
    int at = seek(key);
    if (at < 0 || lastLeaf.isDeleted(at)) {
      return null;
    }
    Leaf leaf = own(0);
    Object before = leaf.value(at);
    leaf.set(at, null);
    count(-1, 1);
    return before;
  }

  /**
   * Makes the editor the owner of {@link #lastLeaf}, with room for more entries, and of the path.
   */
  private Leaf own(int room) {
    if (lastLeaf.owner == owner) {
      return lastLeaf;
    }
    Leaf leaf = lastLeaf.copy(owner, room, tick, horizon);
    lastLeaf = leaf;
    Tree child = leaf;
    for (int level = depth - 1; level >= 0; level--) {
      Inner parent = path[level];
      if (parent.owner == owner) {
        parent.children[slots[level]] = child;
        return leaf;
      }
      parent = parent.copy(owner, tick);
      parent.children[slots[level]] = child;
      path[level] = parent;
      child = parent;
    }
    root = child;
    return leaf;
  }

  private void count(int live, int deleted) {
    lastLeaf.counted(live, deleted, tick);
    for (int level = 0; level < depth; level++) {
      path[level].counted(live, deleted, tick);
    }
  }

  private void insert(int at, Object key, Object value) {
    if (lastLeaf.count < search.width()) {
      own(1).insert(at, key, value, birth, search.width());
      count(1, 0);
      lastInsertedIn = lastLeaf;
      lastInserted = at;
      return;
    }
    Leaf left = own(0);
    count(1, 0);
    boolean isBesideLast = left == lastInsertedIn && (at == lastInserted || at == lastInserted + 1);
    boolean inOrder = isBesideLast || (at == left.count && bound == null);
    Leaf right = left.split(inOrder ? at : left.count / 2, owner);
    if (at <= left.count && left.count < search.width()) {
      left.insert(at, key, value, birth, search.width());
      left.counted(1, 0, tick);
    } else {
      right.insert(at - left.count, key, value, birth, search.width());
      right.counted(1, 0, tick);
    }
    lastLeaf = NOWHERE;
    lastInsertedIn = null;
    addSibling(right);
  }

  /** Adds a node after the one that the path leads to, splitting upwards as needed. */
  private void addSibling(Tree added) {
    Tree right = added;
    Object rightKey = added.key(0);
    for (int level = depth - 1; level >= 0; level--) {
      Inner parent = path[level];
      int slot = slots[level] + 1;
      if (parent.count < search.width()) {
        parent.insert(slot, rightKey, right, search.width());
        return;
      }
      boolean atEnd = slot == parent.count;
      Inner sibling = parent.split(atEnd ? slot : parent.count / 2, owner);
      if (atEnd || slot > parent.count) {
        sibling.insert(slot - parent.count, rightKey, right, search.width());
      } else {
        parent.insert(slot, rightKey, right, search.width());
      }
      parent.recount();
      sibling.recount();
      rightKey = sibling.key(0);
      right = sibling;
    }
    root = Inner.of(owner, root, rightKey, right, search);
    grow();
  }
}
