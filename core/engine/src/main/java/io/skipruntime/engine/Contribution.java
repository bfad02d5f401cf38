package io.skipruntime.engine;

import io.skipruntime.engine.spi.NodeId;
import java.util.List;

/**
 * The values that one entry of a collection gave to a key of another that is computed from it.
 * Immutable.
 *
 * @param input the collection that has the entry
 * @param key the key of the entry
 * @param values what the key got from it, in order
 */
public record Contribution(NodeId input, Object key, List<Object> values) {

  /** Copies the list. */
  public Contribution {
    values = List.copyOf(values);
  }
}
