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
 *   <li>The editor owns the nodes that have its mark: those that it has copied or made, and those
 *       that earlier editors with the same mark have. All nodes above one that it owns are its own,
 *       too. So a change in a leaf that it owns and that has the editor's tick changes nothing in
 *       the inner nodes but their counts.
 *   <li>{@code lastInsertedIn} is the leaf of the last insertion, and {@code lastInserted} the
 *       position of the new entry in it. The leaf is null before the first insertion, and after one
 *       that split a leaf.
 * </ul>
 */
abstract class TreeEditor extends TreeFinder {

  private final long tick;
  private final long horizon;
  private long birth;
  private final Object owner;
  private @Nullable Leaf lastInsertedIn;
  private int lastInserted;
  private @Nullable Object exchanged;
  private long tickBefore = ABSENT;
  private boolean isEdited;

  /** The {@link #tickBefore} of a key that was not there. */
  public static final long ABSENT = -1;

  /**
   * An editor.
   *
   * @param tick what the entries get that are changed
   * @param horizon up to which births of keys do not matter
   * @param owner the mark of the nodes that it changes in place
   */
  TreeEditor(Search search, Tree root, long tick, long horizon, Object owner) {
    super(search, root);
    this.owner = owner;
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

  /** The mark of the nodes that the editor changes in place. */
  public final Object mark() {
    return owner;
  }

  /** Whether anything was put or removed. */
  final boolean isEdited() {
    return isEdited;
  }

  /**
   * The tick that the entry had that was put or removed last, or that of its deletion; {@link
   * #ABSENT} for a key that was not there.
   */
  public final long tickBefore() {
    return tickBefore;
  }

  /** The tree as edited, which only an editor with the same mark changes again. */
  final Tree finish() {
    close();
    return root;
  }

  final @Nullable Object set(Object key, Object value) {
    int at = seek(key);
    if (at < 0) {
      tickBefore = ABSENT;
      insert(-at - 1, key, value);
      return null;
    }
    tickBefore = lastLeaf.tick(at);
    Leaf leaf = own(0);
    Object before = leaf.value(at);
    leaf.set(at, value);
    if (before == null) {
      count(1, -1, tick);
    }
    return before;
  }

  /** Sets the value of a key unless it is the same, and says whether it did. */
  final boolean exchange(Object key, Object value) {
    boolean isOther = !has(key) || isOther(value);
    if (isOther) {
      set(key, value);
    }
    return isOther;
  }

  /** Whether a key has a value. */
  final boolean has(Object key) {
    int at = seek(key);
    exchanged = at < 0 ? null : lastLeaf.value(at);
    tickBefore = at < 0 ? ABSENT : lastLeaf.tick(at);
    return exchanged != null;
  }

  /** Whether a value is not the same as that of the last key, which has one. */
  final boolean isOther(Object value) {
    Object before = exchanged;
    boolean isSame = before != null && search.areSame(before, value);
    return !isSame;
  }

  /** What the last {@link #exchange} or {@link #has} found. */
  final @Nullable Object exchanged() {
    return exchanged;
  }

  final @Nullable Object delete(Object key) {
    int at = seek(key);
    if (at < 0 || lastLeaf.isDeleted(at)) {
      return null;
    }
    tickBefore = lastLeaf.tick(at);
    Leaf leaf = own(0);
    Object before = leaf.value(at);
    leaf.set(at, null);
    count(-1, 1, tick);
    return before;
  }

  /**
   * Takes a change back of a key that was there, or of which a deletion was remembered.
   *
   * @param value what is kept of the value that the key had; null if it had none
   * @param entryTick the {@link #tickBefore} of the change
   */
  final void undo(Object key, @Nullable Object value, long entryTick) {
    if (seek(key) < 0) {
      if (value == null) {
        return; // the deletion was forgotten meanwhile
      }
      set(key, value);
    }
    int at = seek(key);
    Leaf leaf = own(0);
    boolean wasLive = !leaf.isDeleted(at);
    leaf.set(at, value);
    leaf.setTick(at, entryTick);
    if (wasLive && value == null) {
      count(-1, 1, entryTick);
    } else if (!wasLive && value != null) {
      count(1, -1, entryTick);
    }
  }

  /**
   * Makes the editor the owner of {@link #lastLeaf}, with room for more entries, and of the path.
   */
  private Leaf own(int room) {
    isEdited = true;
    if (lastLeaf.owner == owner) {
      if (lastLeaf.lastTick != tick) {
        lastLeaf.advance(tick);
        advance(depth - 1);
      }
      return lastLeaf;
    }
    Leaf leaf = lastLeaf.copy(owner, room, tick, horizon);
    lastLeaf = leaf;
    Tree child = leaf;
    for (int level = depth - 1; level >= 0; level--) {
      Inner parent = path[level];
      if (parent.owner == owner) {
        parent.children[slots[level]] = child;
        advance(level);
        return leaf;
      }
      parent = parent.copy(owner);
      parent.children[slots[level]] = child;
      parent.changed(slots[level], tick);
      path[level] = parent;
      child = parent;
    }
    root = child;
    return leaf;
  }

  /**
   * Lets the inner nodes of the path, which are its own, have the editor's tick up from a level.
   */
  private void advance(int from) {
    for (int level = from; level >= 0; level--) {
      path[level].changed(slots[level], tick);
    }
  }

  private void count(int live, int deleted, long since) {
    lastLeaf.counted(live, deleted, since);
    for (int level = 0; level < depth; level++) {
      path[level].counted(live, deleted, since);
    }
  }

  private void insert(int at, Object key, Object value) {
    forgetLast();
    if (lastLeaf.count < search.width()) {
      own(1).insert(at, key, value, birth, search.width());
      count(1, 0, tick);
      lastInsertedIn = lastLeaf;
      lastInserted = at;
      return;
    }
    Leaf left = own(0);
    count(1, 0, tick);
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
