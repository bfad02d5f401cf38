package io.skipruntime.engine;

import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Graph;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.operator.MappingNode;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.engine.subscription.Lease;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The view of a service's graph for people who want to know why a collection contains what it
 * contains. For the holder of the service's write lock.
 */
final class Inspection {

  private final Collection<Node> nodes;

  /** An inspection of some nodes. */
  Inspection(Collection<Node> nodes) {
    this.nodes = nodes;
  }

  /** What is to be known of the nodes for {@link #descriptions}. */
  List<NodeDescription.Draft> drafts() {
    return nodes.stream().map(NodeDescription::draft).toList();
  }

  /** The nodes, lower ones first, those of one height by their names; for any thread. */
  static List<NodeDescription> descriptions(List<NodeDescription.Draft> drafts) {
    return drafts.stream()
        .map(NodeDescription.Draft::described)
        .sorted(
            Comparator.comparingInt(NodeDescription::height)
                .thenComparing(each -> each.id().toString()))
        .toList();
  }

  /** What is open, in the order of resources and parameters. */
  static List<InstanceDescription> instances(Collection<ResourceInstance> open, Graph graph) {
    return open.stream()
        .sorted(Comparator.comparing(ResourceInstance::key))
        .map(each -> InstanceDescription.of(each, graph))
        .toList();
  }

  /** A stream; for any thread. */
  static StreamDescription stream(String identifier, Lease lease) {
    ResourceInstance.Key key = lease.instance().key();
    Lease.Use use = lease.use();
    return new StreamDescription(
        identifier,
        key.resource(),
        key.params(),
        use.subscribers(),
        use.subscribers() > 0 ? Optional.empty() : instant(use.idleSinceMillis()),
        lease.untilMillis() == Long.MAX_VALUE ? Optional.empty() : instant(lease.untilMillis()));
  }

  private static Optional<Instant> instant(long millis) {
    return Optional.of(Instant.ofEpochMilli(millis));
  }

  /** The collection that has a fingerprint. */
  CollectionNode collection(String fingerprint) {
    return nodes.stream()
        .filter(each -> each.id().fingerprint().equals(fingerprint))
        .filter(CollectionNode.class::isInstance)
        .map(CollectionNode.class::cast)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no collection " + fingerprint + ", or no longer"));
  }

  /** A key in the form in which a node has it. */
  static Object keyOf(Node node, Object key) {
    Object first = node instanceof CollectionNode eager ? eager.contents().firstKey() : null;
    Object canonical =
        first != null && key instanceof Json json
            ? CanonicalKey.among(json, first)
            : CanonicalKey.of(key);
    if (node instanceof CollectionNode eager && eager.contents().containsKey(canonical)) {
      TickMap.Cursor<Object, ValueList> found = eager.contents().cursorFrom(canonical);
      return found.next() ? found.key() : canonical;
    }
    return canonical;
  }

  private Node node(NodeId id) {
    return nodes.stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no node " + id));
  }

  /** What entries gave to a key of a node. */
  List<Contribution> contributionsTo(NodeId id, Object key) {
    Node node = node(id);
    return node instanceof MappingNode mapping
        ? ofSourceEntries(mapping, key)
        : ofSameKey(node, key);
  }

  private static List<Contribution> ofSourceEntries(MappingNode node, Object key) {
    NodeId input = node.inputs().getFirst().id();
    List<Contribution> contributions = new ArrayList<>();
    node.contributionsTo(key)
        .forEach((source, values) -> contributions.add(new Contribution(input, source, values)));
    return contributions;
  }

  /** What the inputs of an operator that keeps keys have at the same key. */
  private static List<Contribution> ofSameKey(Node node, Object key) {
    List<Contribution> contributions = new ArrayList<>();
    if (node instanceof CollectionNode collection && collection.contents().containsKey(key)) {
      for (Node input : node.inputs()) {
        ValueList values = ((CollectionNode) input).contents().get(key);
        if (values != null) {
          contributions.add(new Contribution(input.id(), key, values));
        }
      }
    }
    return contributions;
  }

  /**
   * The node of the name of an input, or of the name or fingerprint of any collection.
   *
   * @throws NoSuchElementException if there is none, or if several have the name
   */
  static Node node(String collection, ServiceGraph graph) {
    Node input = graph.inputNodes().get(collection);
    return input != null ? input : named(collection, graph);
  }

  private static Node named(String collection, ServiceGraph graph) {
    List<Node> named = new ArrayList<>();
    for (Node each : graph.allNodes()) {
      if (each.id().fingerprint().equals(collection)) {
        return each;
      }
      if (each.id().name().equals(collection)) {
        named.add(each);
      }
    }
    if (named.isEmpty()) {
      throw new NoSuchElementException("there is no collection " + collection);
    }
    if (named.size() > 1) {
      throw new NoSuchElementException(
          named.size() + " collections are named " + collection + "; name one by its fingerprint");
    }
    return named.getFirst();
  }
}
