package io.skipruntime.engine;

import io.skipruntime.ComputationException;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.spi.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * A resource instance that is open: the resource with parameters that somebody follows or has read.
 * Immutable.
 *
 * @param resource name of the resource
 * @param params its parameters, of the resource's type
 * @param output the collection that it shows; empty if it has failed
 * @param entries the number of its keys
 * @param streams the number of identifiers under which it is open
 * @param subscribers the number of subscriptions to it
 * @param failure why it has no contents; empty if it has
 * @param staleSince since when it depends on data of a source that is stale; empty if it does not
 */
public record InstanceDescription(
    String resource,
    Object params,
    Optional<NodeId> output,
    long entries,
    int streams,
    int subscribers,
    Optional<ComputationException> failure,
    Optional<Instant> staleSince) {

  /** The description of an instance, for the holder of the service's write lock. */
  static InstanceDescription of(ResourceInstance instance, Graph graph) {
    Optional<ResourceInstance.Snapshot> snapshot = instance.snapshot(graph);
    return new InstanceDescription(
        instance.key().resource(),
        instance.key().params(),
        Optional.ofNullable(instance.output()).map(Node::id),
        snapshot.map(each -> (long) each.contents().size()).orElse(0L),
        instance.leaseCount(),
        instance.listenerCount(),
        snapshot.flatMap(ResourceInstance.Snapshot::failure),
        instance.staleSince());
  }
}
