package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.TrackedReads;
import java.util.List;

/**
 * The outcome of a run of a mapper.
 *
 * @param key the key of the source entry
 * @param before what was remembered of the source entry
 * @param emission what it emitted
 * @param reads what it read
 * @param created the nodes that it created
 */
@SuppressWarnings("ArrayRecordComponent") // outcomes are never compared
record Outcome(Object key, Trace before, Emission emission, Object[] reads, List<Node> created) {

  /** What becomes of a source entry that is gone. */
  static Outcome gone(Object key, Trace before) {
    return new Outcome(key, before, Emission.NONE, TrackedReads.NONE, List.of());
  }
}
