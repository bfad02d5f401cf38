package io.skipruntime.engine;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.MappingNode;
import io.skipruntime.engine.spi.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

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

  /** The nodes, lower ones first, those of one height by their names. */
  List<NodeDescription> descriptions() {
    return nodes.stream()
        .map(NodeDescription::of)
        .sorted(
            Comparator.comparingInt(NodeDescription::height)
                .thenComparing(each -> each.id().toString()))
        .toList();
  }

  /** What entries gave to a key of a node. */
  List<Contribution> contributionsTo(NodeId id, Object key) {
    Node node =
        nodes.stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no node " + id));
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
}
