package io.skipruntime.engine.heap;

import org.jspecify.annotations.Nullable;

/** A check that a tree is what {@link Tree}, {@link Leaf} and {@link Inner} say; for tests. */
final class Invariants {

  private final Search search;

  Invariants(Search search) {
    this.search = search;
  }

  /** Fails unless all hold. */
  void check(Tree root) {
    require(!(root instanceof Inner) || root.count > 1, "the root has a single child");
    check(root, null, null);
  }

  private void check(Tree tree, @Nullable Object low, @Nullable Object high) {
    require(tree.count <= search.width(), "a node is too wide");
    switch (tree) {
      case Leaf leaf -> checkEntries(leaf, low, high);
      case Inner inner -> checkChildren(inner, low, high);
    }
  }

  private void checkEntries(Leaf leaf, @Nullable Object low, @Nullable Object high) {
    int live = 0;
    for (int i = 0; i < leaf.count; i++) {
      Object key = leaf.key(i);
      boolean deleted = leaf.value(i) == null;
      live += deleted ? 0 : 1;
      require(leaf.tick(i) <= leaf.lastTick, "a tick is after the last");
      require(!deleted || leaf.tick(i) >= leaf.firstDeletion, "a deletion is before the first");
      require(i == 0 || search.compare(leaf.key(i - 1), key) < 0, "keys are out of order");
      require(low == null || search.compare(low, key) <= 0, "a key is too low for its leaf");
      require(high == null || search.compare(key, high) < 0, "a key is too high for its leaf");
    }
    require(leaf.size == live, "the size of a leaf is wrong");
    require(leaf.tombstones == leaf.count - live, "the tombstones of a leaf are miscounted");
  }

  private void checkChildren(Inner inner, @Nullable Object low, @Nullable Object high) {
    require(inner.count > 0, "an inner node has no child");
    int live = 0;
    int deleted = 0;
    for (int i = 0; i < inner.count; i++) {
      Tree child = inner.children[i];
      live += child.size;
      deleted += child.tombstones;
      require(child.count > 0, "a child is empty");
      require(child.levels() == inner.levels() - 1, "leaves are not equally deep");
      require(child.lastTick <= inner.lastTick, "a child's tick is after the last");
      require(inner.changedSince(child.lastTick - 1, i) == i, "a child that changed is passed by");
      require(
          child.tombstones == 0 || child.firstDeletion >= inner.firstDeletion,
          "a child's deletion is before the first");
      check(child, i == 0 ? low : inner.key(i), i + 1 < inner.count ? inner.key(i + 1) : high);
    }
    require(inner.size == live, "the size of an inner node is wrong");
    require(inner.tombstones == deleted, "the tombstones of an inner node are miscounted");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }
}
