package io.skipruntime.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of a transaction to who needs which node, and the nodes that are needed no more.
 *
 * <ul>
 *   <li>A node is retired at most once, in the transaction in which its last reference goes. With
 *       it go the references that it has to others, so that these may follow.
 *   <li>All of it is undone with the transaction: {@link #acquire}, {@link #release} and {@link
 *       #retireUnreferenced} leave their steps in the {@link UndoLog}.
 * </ul>
 */
final class References {

  private final Transaction transaction;
  private final ArrayDeque<Node> unreferenced = new ArrayDeque<>(0);
  private final List<Node> retired = new ArrayList<>();

  References(Transaction transaction) {
    this.transaction = transaction;
  }

  /** Notes a node that is new, and that is not needed yet. */
  void added(Node node) {
    unreferenced.add(node);
    node.inputs().forEach(this::acquire);
    node.captured().forEach(this::acquire);
  }

  /** Notes that one more needs the node. */
  void acquire(Node node) {
    node.addReferences(1);
    transaction.undo().add(() -> node.addReferences(-1));
  }

  /** Notes that one less needs the node. */
  void release(Node node) {
    node.addReferences(-1);
    transaction.undo().add(() -> node.addReferences(1));
    if (node.references() == 0) {
      unreferenced.add(node);
    }
  }

  /** Retires the nodes that are not needed now. */
  void retireUnreferenced() {
    for (Node node = unreferenced.poll(); node != null; node = unreferenced.poll()) {
      if (node.references() == 0 && !node.retired) {
        retire(node);
      }
    }
  }

  private void retire(Node node) {
    node.retired = true;
    transaction.undo().add(() -> node.retired = false);
    retired.add(node);
    node.inputs().forEach(this::release);
    node.captured().forEach(this::release);
    node.releaseHeld(transaction);
  }

  /** The nodes that were retired. */
  List<Node> retired() {
    return retired;
  }
}
