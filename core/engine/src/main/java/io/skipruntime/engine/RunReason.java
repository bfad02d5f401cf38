package io.skipruntime.engine;

import io.skipruntime.engine.spi.NodeId;

/**
 * An entry whose change made a function run in a commit. Immutable.
 *
 * @param node the collection that has the entry
 * @param kind the operator that makes the collection
 * @param key the key of the entry; {@code size()} or {@code any key} if the function looked at all
 *     of them
 */
public record RunReason(NodeId node, String kind, Object key) {}
