package io.skipruntime.engine.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a transaction has yet to recompute, lowest first and among equals in the order
 * they came, each with the nodes whose changes made it dirty.
 *
 * <ul>
 *   <li>A node is in the queue at most once: {@link Node#place} is its place in {@code dirty} plus
 *       one, or 0.
 *   <li>{@link #next} gives a node only when no node that it depends on is in the queue, as every
 *       node is higher than what it depends on.
 *   <li>{@code heap} is a binary heap of places in {@code dirty}. A node that was raised while it
 *       waited is moved when its old place comes up; that of one that was taken out of turn is
 *       passed over.
 *   <li>Nodes of height {@link Node#LAST} come after all others; {@code ahead} counts the places of
 *       those others in the heap.
 *   <li>It belongs to one transaction: what it is made of is as young as that, which is cheaper to
 *       write to than what a collector has moved.
 * </ul>
 */
final class PropagationQueue {

  /** Nearly all transactions that write make no more nodes dirty. */
  private static final int FEW = 4;

  /** A node and why it waits. */
  static final class Dirty {
    final Node node;
    private int height;
    private List<Node> causes;

    private Dirty(Node node, Node cause) {
      this.node = node;
      this.height = node.height();
      this.causes = List.of(cause);
    }

    /** The nodes whose changes concern the node. */
    List<Node> causes() {
      return causes;
    }

    private void add(Node cause) {
      if (causes.getLast() == cause) {
        return;
      }
      if (causes.size() == 1) {
        causes = new ArrayList<>(causes);
      }
      causes.add(cause);
    }
  }

  private final List<Dirty> dirty = new ArrayList<>(FEW);
  private int[] heap = new int[FEW];
  private int size;
  private int ahead;

  /** Adds a node unless it is in the queue, and notes why. */
  void add(Node node, Node cause) {
    if (node.place != 0) {
      dirty.get(node.place - 1).add(cause);
      return;
    }
    dirty.add(new Dirty(node, cause));
    node.place = dirty.size();
    push(dirty.size() - 1);
  }

  /** Takes the lowest node, or gives null if there is none. */
  @Nullable Dirty next() {
    while (size > 0) {
      int place = pop();
      Dirty next = dirty.get(place);
      Node node = next.node;
      if (node.place != place + 1) {
        continue;
      }
      if (node.height() == next.height) {
        node.place = 0;
        return next;
      }
      next.height = node.height();
      push(place);
    }
    return null;
  }

  /** Gives {@code action} the nodes that wait and are of a height. */
  void forEachOfHeight(int height, Consumer<Dirty> action) {
    for (int i = 0; i < size; i++) {
      int waiting = heap[i];
      Dirty each = dirty.get(waiting);
      if (each.node.place == waiting + 1 && each.node.height() == height) {
        action.accept(each);
      }
    }
  }

  /** Takes a node out of turn; null if it is not in the queue. */
  @Nullable Dirty take(Node node) {
    if (node.place == 0) {
      return null;
    }
    Dirty taken = dirty.get(node.place - 1);
    node.place = 0;
    return taken;
  }

  /** Whether no node but those that come last may be in the queue. */
  boolean isEmpty() {
    return ahead == 0;
  }

  private void push(int place) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    ahead += dirty.get(place).height == Node.LAST ? 0 : 1;
    int at = size++;
    while (at > 0 && isBefore(place, heap[(at - 1) / 2])) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = place;
  }

  private int pop() {
    int first = heap[0];
    ahead -= dirty.get(first).height == Node.LAST ? 0 : 1;
    int last = heap[--size];
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], last)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }

  private boolean isBefore(int one, int other) {
    int height = dirty.get(one).height;
    int otherHeight = dirty.get(other).height;
    return height < otherHeight || (height == otherHeight && one < other);
  }
}
