package io.skipruntime.engine.instance;

import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.operator.GradualNode;
import java.util.List;

/**
 * The nodes that an instance is going to be made of, held before it is open, while the entries of
 * large collections come into them in steps.
 *
 * <ul>
 *   <li>{@code held} and {@code entrances} are for the transaction's thread, and empty when the
 *       draft is no more.
 *   <li>{@code isUnwanted} may be set by any thread; the next transaction that opens or closes an
 *       instance drops the draft.
 * </ul>
 */
public final class Draft {

  List<Node> held;
  List<GradualNode> entrances;
  volatile boolean isUnwanted;
  private final long size;

  Draft(List<Node> held) {
    this.held = held;
    this.entrances =
        held.stream()
            .filter(GradualNode.class::isInstance)
            .map(GradualNode.class::cast)
            .distinct()
            .toList();
    this.size = entrances.stream().mapToLong(GradualNode::sizeOfInput).sum();
  }

  /** The number of entries that are to come in, in the transaction that made the draft. */
  public long sizeOfInputs() {
    return size;
  }

  /** Says that the draft is of no use any more. */
  public void letGo() {
    isUnwanted = true;
  }
}
