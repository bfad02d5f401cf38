package io.skipruntime.sql;

import io.skipruntime.engine.InstanceDescription;
import io.skipruntime.engine.NodeDescription;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The live instances of a query in the graph of a service: the nodes that they are computed by,
 * what these have cost, and how many instances use each.
 */
final class Sharing {

  private static final int BYTES_OF_KIB = 1_024;
  private static final double NANOS_OF_MILLI = 1e6;

  private final Map<NodeId, NodeDescription> nodes = new HashMap<>();
  private final Map<NodeId, Integer> users = new HashMap<>();
  private final List<InstanceDescription> own = new ArrayList<>();

  private Sharing(ServiceInstance service, String query) {
    List<InstanceDescription> instances = service.inspector().instances();
    service.inspector().nodes().forEach(node -> nodes.put(node.id(), node));
    for (InstanceDescription instance : instances) {
      instance
          .output()
          .ifPresent(
              output -> reachable(output).forEach(node -> users.merge(node, 1, Integer::sum)));
      if (instance.output().isPresent() && isOf(instance.params(), query)) {
        own.add(instance);
      }
    }
  }

  /**
   * The lines that tell of the instances of a query; none if it is not open. It holds up writes for
   * a time in proportion to the size of the graph.
   */
  static List<String> of(ServiceInstance service, String query) {
    return new Sharing(service, query.strip()).lines();
  }

  private static boolean isOf(Object params, String query) {
    return switch (params) {
      case LiveQuery.Text text -> text.query().strip().equals(query);
      case SqlResource<?> resource -> resource.query().strip().equals(query);
      default -> false;
    };
  }

  private Set<NodeId> reachable(NodeId output) {
    Set<NodeId> found = new LinkedHashSet<>();
    Deque<NodeId> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      NodeDescription node = nodes.get(open.pop());
      if (node != null && found.add(node.id())) {
        node.inputs().forEach(open::push);
        node.captured().forEach(open::push);
      }
    }
    return found;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (own.isEmpty()) {
      return lines;
    }
    lines.add("live: " + own.size() + " instances are open; the nodes of one of them:");
    add(own.getFirst().output().orElseThrow(), 1, new LinkedHashSet<>(), lines);
    return lines;
  }

  private void add(NodeId id, int depth, Set<NodeId> told, List<String> lines) {
    NodeDescription node = nodes.get(id);
    if (node == null) {
      return;
    }
    boolean isNew = told.add(id);
    lines.add("  ".repeat(depth) + line(node) + (isNew ? "" : " (as above)"));
    if (isNew) {
      node.inputs().forEach(input -> add(input, depth + 1, told, lines));
    }
  }

  private String line(NodeDescription node) {
    int others = Objects.requireNonNullElse(users.get(node.id()), 1) - 1;
    return node.kind()
        + " keys "
        + node.size()
        + ", "
        + (node.heapBytes() + BYTES_OF_KIB - 1) / BYTES_OF_KIB
        + " KiB, runs "
        + node.runs()
        + ", "
        + String.format(Locale.ROOT, "%.3f ms", node.nanos() / NANOS_OF_MILLI)
        + (others == 0 ? "" : ", shared with " + others + " other instances");
  }
}
