package io.skipruntime.engine.instance;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.graph.UndoLog;
import io.skipruntime.engine.table.ArraySet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The open instances by the collection that each puts out: it says whose subscribers a change
 * concerns. Several instances may have one output. For the transaction's thread.
 */
final class InstancesByOutput {

  private final Map<CollectionNode, ArraySet<ResourceInstance>> byOutput = new HashMap<>();

  /** Adds an instance under its output. */
  void add(CollectionNode output, ResourceInstance instance, UndoLog undo) {
    ArraySet<ResourceInstance> instances = byOutput.get(output);
    if (instances == null) {
      instances = new ArraySet<>();
      undo.put(byOutput, output, instances);
    }
    undo.add(instances, instance);
  }

  /** Removes an instance from under an output that it has had. */
  void remove(CollectionNode output, ResourceInstance instance, UndoLog undo) {
    ArraySet<ResourceInstance> instances = byOutput.get(output);
    if (instances == null) {
      return;
    }
    undo.remove(instances, instance);
    if (instances.isEmpty()) {
      undo.put(byOutput, output, null);
    }
  }

  /** Adds the instances of which a node is the output to {@code affected}. */
  void addThoseOf(Node node, Set<ResourceInstance> affected) {
    ArraySet<ResourceInstance> instances = byOutput.get(node);
    for (int i = 0; instances != null && i < instances.size(); i++) {
      affected.add(instances.get(i));
    }
  }

  /** The number of instances that have an output. */
  int size() {
    return byOutput.values().stream().mapToInt(ArraySet::size).sum();
  }
}
