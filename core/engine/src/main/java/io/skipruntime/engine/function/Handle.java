package io.skipruntime.engine.function;

import io.skipruntime.engine.graph.Evaluation;
import io.skipruntime.engine.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * A node as a function holds it: a collection of the API, bound to the evaluation by which its
 * reads are recorded. Handles of the same node are equal, whatever they are bound to.
 */
public abstract class Handle {

  private final Evaluation evaluation;

  /** A handle for the functions of {@code evaluation}. */
  protected Handle(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** The node. */
  public abstract Node node();

  /** The same collection for the functions of another evaluation. */
  public abstract Handle boundTo(Evaluation other);

  /** The collection of another node, of the same kind, for the functions of the same evaluation. */
  protected abstract Handle over(Node other);

  /** Whether the author says that functions look up their own key of it only. */
  public boolean isColocated() {
    return false;
  }

  /** The evaluation it is bound to. */
  protected final Evaluation evaluation() {
    return evaluation;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Handle handle && handle.node() == node();
  }

  @Override
  public final int hashCode() {
    return node().hashCode();
  }

  @Override
  public final String toString() {
    return node().describe();
  }
}
