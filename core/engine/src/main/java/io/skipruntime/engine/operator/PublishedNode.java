package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.spi.CollectionId;

/**
 * A collection of the graph that another process computes: it is written with what that process
 * publishes, and has the name that the collection has there.
 */
public final class PublishedNode extends InputNode {

  private final String computed;

  /**
   * A copy of a collection.
   *
   * @param planned the collection in the graph that describes what is computed
   * @param name what changes call it
   * @param initial its contents at first
   */
  public PublishedNode(CollectionNode planned, String name, InputContents initial) {
    super(planned.describe(), planned.keyType(), new CollectionId.Input(name), initial);
    this.computed = planned.id().fingerprint();
  }

  @Override
  protected String functionText() {
    return computed;
  }
}
