package io.skipruntime.engine.source;

import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.operator.InputNode;
import java.util.function.Consumer;

/**
 * A node that fills itself with what its source delivered, and releases it in the end.
 *
 * <ul>
 *   <li>{@code source} is another one after a reload that has replaced its external service.
 * </ul>
 */
final class MirrorNode extends InputNode {

  private final Consumer<ExternalSource> release;
  private ExternalSource source;

  /** A node with what is pending of a source, which the caller gives it. */
  MirrorNode(ExternalSource source, Consumer<ExternalSource> release) {
    super(source.describe(), source.resource().keyType(), source.id(), source.pending());
    this.source = source;
    this.release = release;
  }

  /** Mirrors another source of the same resource from now on. */
  void moveTo(ExternalSource next) {
    source = next;
  }

  @Override
  protected void releaseHeld(Transaction transaction) {
    transaction.catalog(transaction.catalog().withExternal(source.id(), null));
  }

  @Override
  public String kind() {
    return "external";
  }

  @Override
  public boolean isExternal() {
    return true;
  }

  @Override
  protected void afterRetirement() {
    source.node = null;
    release.accept(source);
  }
}
