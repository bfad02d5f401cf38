package io.skipruntime.engine.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The removal of the tombstones up to a tick from a tree, without a change of the nodes that have
 * none.
 *
 * <p>Only this makes nodes smaller. A child that gets empty goes; one that fits into its left
 * neighbour, with a quarter left free for what comes, is joined to it. So after it no two
 * neighbours below a node that was changed are together smaller than three quarters of a node, and
 * those nodes are more than a third full on average (B-trees by Bayer and McCreight keep every node
 * half full, at the cost of looking at neighbours in each deletion).
 *
 * <p>{@link Tree#firstDeletion} leads to the tombstones: the costs are those of a path per leaf
 * that has some to drop.
 */
final class Pruning {

  private final Search search;
  private final long tick;
  private final int joinedSize;

  Pruning(Search search, long tick) {
    this.search = search;
    this.tick = tick;
    this.joinedSize = search.width() - search.width() / 4;
  }

  /** The tree without the tombstones; itself if there are none. */
  Tree prune(Tree root) {
    Tree kept = kept(root);
    if (kept == null) {
      return new Leaf(search.none(), root.lastTick);
    }
    while (kept instanceof Inner inner && inner.count == 1) {
      kept = inner.children[0];
    }
    return kept;
  }

  private @Nullable Tree kept(Tree tree) {
    if (tree.tombstones == 0 || tree.firstDeletion > tick) {
      return tree;
    }
    Tree kept =
        switch (tree) {
          case Leaf leaf -> leaf.withoutTombstones(tick);
          case Inner inner -> withChildrenKept(inner);
        };
    return kept.count == 0 ? null : kept;
  }

  private Inner withChildrenKept(Inner inner) {
    Tree[] children = new Tree[inner.count];
    int[] first = new int[inner.count];
    int count = 0;
    boolean changed = false;
    for (int at = 0; at < inner.count; at++) {
      Tree child = kept(inner.children[at]);
      changed |= child != inner.children[at];
      if (child == null) {
        continue;
      }
      if (count > 0 && children[count - 1].count + child.count <= joinedSize) {
        children[count - 1] = children[count - 1].followedBy(child, inner.key(at));
        changed = true;
      } else {
        first[count] = at;
        children[count++] = child;
      }
    }
    return changed
        ? inner.with(Column.select(inner.keys, first, count), Arrays.copyOf(children, count))
        : inner;
  }
}
