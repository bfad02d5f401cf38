package io.skipruntime.engine;

import io.skipruntime.engine.spi.NodeId;
import java.util.Optional;

/**
 * A resource instance that is open: the resource with parameters that somebody follows or has read.
 * Immutable.
 *
 * @param resource name of the resource
 * @param params its parameters, of the resource's type
 * @param output the collection that it shows; empty if it has failed
 */
public record InstanceDescription(String resource, Object params, Optional<NodeId> output) {}
