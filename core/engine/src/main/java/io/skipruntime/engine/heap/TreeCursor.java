package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/** A position in a tree, for {@link TickMap.Cursor}; at first it is before the first entry. */
abstract class TreeCursor {

  private static final int BEFORE = -1;

  private final boolean changes;
  private final long since;
  private final Inner[] path;
  private final int[] slots;
  private int depth;
  private @Nullable Leaf leaf;
  private int at = BEFORE;
  private boolean skipsYoungDeletions;

  /** A cursor over live entries. */
  TreeCursor(Tree root) {
    this(root, false, 0);
    descend(root);
  }

  /** A cursor over live entries from a key on. */
  TreeCursor(Tree root, Search search, Object from) {
    this(root, false, 0);
    Tree tree = root;
    while (tree instanceof Inner inner) {
      int slot = search.child(inner, from);
      path[depth] = inner;
      slots[depth++] = slot;
      tree = inner.children[slot];
    }
    Leaf found = (Leaf) tree;
    int position = search.find(found, from);
    leaf = found;
    at = (position < 0 ? -position - 1 : position) - 1;
  }

  /** A cursor over entries, deleted ones too, that have a tick after {@code since}. */
  TreeCursor(Tree root, long since) {
    this(root, true, since);
    if (root.lastTick > since) {
      descend(root);
    }
  }

  private TreeCursor(Tree root, boolean changes, long since) {
    this.changes = changes;
    this.since = since;
    int levels = root.levels();
    path = new Inner[levels];
    slots = new int[levels];
  }

  /** The first child from an index on that has entries for the cursor; count if there is none. */
  private int firstWithAny(Inner inner, int from) {
    if (changes) {
      return inner.changedSince(since, from);
    }
    int slot = from;
    while (slot < inner.count && inner.children[slot].size == 0) {
      slot++;
    }
    return slot;
  }

  private void descend(Tree top) {
    Tree tree = top;
    while (tree instanceof Inner inner) {
      int slot = Math.min(firstWithAny(inner, 0), inner.count - 1);
      path[depth] = inner;
      slots[depth++] = slot;
      tree = inner.children[slot];
    }
    leaf = (Leaf) tree;
    at = BEFORE;
  }

  /** Goes before the live entry that has {@code index} live ones before it. */
  final void startAt(Tree root, int index) {
    depth = 0;
    int remaining = index;
    Tree tree = root;
    while (tree instanceof Inner inner) {
      int slot = 0;
      while (slot + 1 < inner.count && remaining >= inner.children[slot].size) {
        remaining -= inner.children[slot++].size;
      }
      path[depth] = inner;
      slots[depth++] = slot;
      tree = inner.children[slot];
    }
    leaf = (Leaf) tree;
    at = BEFORE;
    while (remaining-- > 0) {
      next();
    }
  }

  /** Goes to the next entry, and says whether there is one. */
  public final boolean next() {
    for (Leaf current = leaf; current != null; current = leaf) {
      int position = at + 1;
      if (changes) {
        position = current.changedSince(since, position);
        while (position < current.count && isSkipped(current, position)) {
          position = current.changedSince(since, position + 1);
        }
      } else {
        while (position < current.count && current.isDeleted(position)) {
          position++;
        }
      }
      at = position;
      if (position < current.count) {
        return true;
      }
      nextLeaf();
    }
    return false;
  }

  private boolean isSkipped(Leaf current, int position) {
    return skipsYoungDeletions && current.isDeleted(position) && current.birth(position) > since;
  }

  /** Makes the cursor over changes pass by deletions of keys that were born after {@code since}. */
  final void skipYoungDeletions() {
    skipsYoungDeletions = true;
  }

  private void nextLeaf() {
    leaf = null;
    while (depth > 0) {
      Inner inner = path[depth - 1];
      int slot = firstWithAny(inner, slots[depth - 1] + 1);
      slots[depth - 1] = slot;
      if (slot < inner.count) {
        descend(inner.children[slot]);
        return;
      }
      depth--;
    }
  }

  private Leaf current() {
    Leaf current = leaf;
    if (current == null || at == BEFORE) {
      throw new IllegalStateException("the cursor is not at an entry");
    }
    return current;
  }

  final Object currentKey() {
    return current().key(at);
  }

  final @Nullable Object currentValue() {
    return current().value(at);
  }

  /** Whether the entry says that its key was deleted. */
  public final boolean isDeleted() {
    return current().isDeleted(at);
  }

  /** The tick that last changed the entry. */
  public final long tick() {
    return current().tick(at);
  }
}
