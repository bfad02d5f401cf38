package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.Transaction;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A node that begins without entries, and gets them in steps before anybody sees it. For the
 * transaction's thread.
 */
public interface GradualStage {

  /** Whether all entries are there. */
  boolean isComplete();

  /** Roughly how many entries are still to come. */
  long left();

  /** Lets so many more entries in, in a transaction that has not propagated anything. */
  void admit(int most, Transaction transaction);

  /** Says that all stages are complete, so that also others may use the node. */
  void open(Transaction transaction);

  /** Whether some nodes, or what they are made of, get entries later. */
  static boolean isAnyFilledLater(Collection<CollectionNode> nodes) {
    Deque<Node> open = new ArrayDeque<>(nodes);
    Set<Node> seen = new HashSet<>(nodes);
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (node instanceof GradualStage stage && !stage.isComplete()) {
        return true;
      }
      List<? extends Node> inputs = node.inputs();
      inputs.stream().filter(seen::add).forEach(open::push);
    }
    return false;
  }
}
