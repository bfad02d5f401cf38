package io.skipruntime.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a transaction has yet to recompute, lowest first.
 *
 * <ul>
 *   <li>A node is in the queue at most once ({@link Node#queued}).
 *   <li>{@link #next} gives a node only when no node that it depends on is in the queue, as every
 *       node is higher than what it depends on.
 *   <li>A node that was raised while it waited is moved when its old place comes up.
 *   <li>One that was taken out of turn leaves its place in the bucket, which is passed over.
 *   <li>Nodes of height {@link Node#LAST} come after all others.
 * </ul>
 *
 * <p>One bucket per height, with a cursor at the lowest that may be in use: the recompute heap of
 * Jane Street's Incremental.
 */
final class PropagationQueue {

  private final ArrayList<ArrayDeque<Node>> buckets = new ArrayList<>();
  private final ArrayDeque<Node> last = new ArrayDeque<>();
  private int lowest;
  private int size;

  /** Adds a node unless it is in the queue. */
  void add(Node node) {
    if (!node.queued) {
      node.queued = true;
      place(node);
    }
  }

  private void place(Node node) {
    int height = node.height();
    if (height == Node.LAST) {
      last.add(node);
      return;
    }
    while (buckets.size() <= height) {
      buckets.add(new ArrayDeque<>());
    }
    buckets.get(height).add(node);
    lowest = Math.min(lowest, height);
    size++;
  }

  /** Takes the lowest node, or gives null if there is none. */
  @Nullable Node next() {
    while (size > 0) {
      Node node = buckets.get(lowest).poll();
      if (node == null) {
        lowest++;
        continue;
      }
      size--;
      if (node.queued && node.height() == lowest) {
        node.queued = false;
        return node;
      }
      if (node.queued) {
        place(node);
      }
    }
    lowest = 0;
    Node node = last.poll();
    if (node != null) {
      node.queued = false;
    }
    return node;
  }

  /** Takes a node out of turn, and says whether it was in the queue. */
  boolean take(Node node) {
    boolean taken = node.queued;
    node.queued = false;
    return taken;
  }

  /** Whether no node but those that come last may be in the queue. */
  boolean isEmpty() {
    return size == 0;
  }
}
