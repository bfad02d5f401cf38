package io.skipruntime.engine;

import io.skipruntime.engine.spi.NodeId;
import java.util.List;

/**
 * The work of one node in one transaction. Immutable.
 *
 * @param node the node
 * @param runs how often its function ran for a source entry
 * @param keys the first keys of these source entries, at most {@value #MOST_KEYS}
 * @param cutOffs how often it was recomputed and stayed the same
 * @param changedEntries how many of its keys have other values; 0 if the transaction was taken back
 * @param changedKeys the first of them, at most {@value #MOST_KEYS}
 * @param nanos how long its turns took; 0 for an input, and for what is created or instantiated
 * @param isInput whether it was written, and not computed
 */
public record NodeActivity(
    NodeId node,
    long runs,
    List<Object> keys,
    int cutOffs,
    int changedEntries,
    List<Object> changedKeys,
    long nanos,
    boolean isInput) {

  /** So many keys are kept at most. */
  public static final int MOST_KEYS = 16;

  /** Copies the lists. */
  public NodeActivity {
    keys = List.copyOf(keys);
    changedKeys = List.copyOf(changedKeys);
  }
}
