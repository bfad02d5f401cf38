package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link TickMap.Editor} does to the tree.
 *
 * <ul>
 *   <li>{@code near} is the leaf that was looked at last, {@code path} and {@code slots} the way to
 *       it, and {@code bound} with {@code boundAt} the separator after it, if any. A key that
 *       belongs between its first key and the separator is found without a descent, so that sorted
 *       edits look for each leaf once. {@code nearAt} is where the last key was found, if it was:
 *       the next often is the one after it.
 *   <li>A node that the editor owns has the editor's tick, and so have all above it, which it owns
 *       too. So an edit of an owned leaf touches inner nodes only to count.
 *   <li>A full leaf is halved, unless keys arrive in order: if the new key comes after all of the
 *       map, or belongs beside the one inserted before it, the leaf is split where the key belongs.
 *       So a run of sorted keys fills the leaves that it is put into, wherever in the map it is.
 * </ul>
 */
abstract class TreeEditor {

  private static final int NONE = -2;
  private static final Leaf NOWHERE = new Leaf(Column.NO_OBJECTS, 0);

  private final Search search;
  private final long tick;
  private final Object owner = new Object();
  private Tree root;
  private Inner[] path;
  private int[] slots;
  private int depth;
  private Leaf near = NOWHERE;
  private int nearAt = NONE;
  private @Nullable Inner bound;
  private int boundAt;
  private int lastInserted = NONE;
  private @Nullable Object exchanged;
  private boolean finished;

  TreeEditor(Search search, Tree root, long tick) {
    this.search = search;
    this.root = root;
    this.tick = tick;
    int levels = root.levels();
    path = new Inner[levels];
    slots = new int[levels];
  }

  /** The number of keys. */
  public final int size() {
    return root.size;
  }

  /** The tree as edited, which never changes again. */
  final Tree finish() {
    near = NOWHERE;
    finished = true;
    return root;
  }

  final @Nullable Object valueOf(Object key) {
    int at = seek(key);
    return at < 0 ? null : near.value(at);
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
    Object before = at < 0 ? null : near.value(at);
    exchanged = before;
    if (before != null && search.areEqual(before, value)) {
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
    if (at < 0 || near.isDeleted(at)) {
      return null;
    }
    Leaf leaf = own(0);
    Object before = leaf.value(at);
    leaf.set(at, null);
    count(-1, 1);
    return before;
  }

  /** Makes {@link #near} the leaf of {@code key}, and returns where it is or would be there. */
  private int seek(Object key) {
    Leaf leaf = near;
    int next = nearAt + 1;
    if (nearAt >= 0 && next < leaf.count && search.compare(leaf, next, key) == 0) {
      nearAt = next;
      return next;
    }
    int at = seekFrom(leaf, key);
    nearAt = at;
    return at;
  }

  private int seekFrom(Leaf leaf, Object key) {
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
    if (finished) {
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
    Leaf leaf = (Leaf) tree;
    if (leaf != near) {
      near = leaf;
      lastInserted = NONE;
    }
    return leaf;
  }

  /** Makes the editor the owner of {@link #near}, with room for more entries, and of the path. */
  private Leaf own(int room) {
    if (near.owner == owner) {
      return near;
    }
    Leaf leaf = near.copy(owner, room, tick);
    near = leaf;
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
    near.counted(live, deleted, tick);
    for (int level = 0; level < depth; level++) {
      path[level].counted(live, deleted, tick);
    }
  }

  private void insert(int at, Object key, Object value) {
    if (near.count < search.width()) {
      own(1).insert(at, key, value, search.width());
      count(1, 0);
      lastInserted = at;
      return;
    }
    Leaf left = own(0);
    count(1, 0);
    boolean inOrder =
        at == lastInserted + 1 || at == lastInserted || (at == left.count && bound == null);
    Leaf right = left.split(inOrder ? at : left.count / 2, owner);
    if (at <= left.count && left.count < search.width()) {
      left.insert(at, key, value, search.width());
      left.counted(1, 0, tick);
    } else {
      right.insert(at - left.count, key, value, search.width());
      right.counted(1, 0, tick);
    }
    near = NOWHERE;
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
    path = new Inner[depth + 1];
    slots = new int[depth + 1];
  }
}
