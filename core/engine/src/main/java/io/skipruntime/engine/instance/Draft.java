package io.skipruntime.engine.instance;

import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.operator.GradualStage;
import java.util.List;

/**
 * The nodes that an instance is going to be made of, held before it is open, while entries come
 * into them in steps, one stage after the other. Stages are in the order in which they were made:
 * each is above none that comes later.
 *
 * <ul>
 *   <li>{@code held} and {@code stages} are for the transaction's thread, and empty when the draft
 *       is no more.
 *   <li>{@code isUnwanted} may be set by any thread; the next transaction that opens or closes an
 *       instance drops the draft.
 *   <li>{@code changed} is how many entries of nodes the last step has changed.
 * </ul>
 */
public final class Draft {

  List<Node> held;
  List<GradualStage> stages;
  volatile boolean isUnwanted;
  volatile long changed;

  Draft(List<Node> held) {
    this.held = held;
    this.stages =
        held.stream()
            .filter(GradualStage.class::isInstance)
            .map(GradualStage.class::cast)
            .distinct()
            .toList();
  }

  /** How many entries of nodes the last step has changed. */
  public long changedEntries() {
    return changed;
  }

  /** Says that the draft is of no use any more. */
  public void letGo() {
    isUnwanted = true;
  }
}
