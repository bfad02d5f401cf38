package io.skipruntime.oracle;

import java.util.List;

/**
 * A service as plain data: the nodes of its shared graph, each over earlier ones, and its
 * resources, which all take a whole number.
 */
record Program(List<Operation> nodes, List<ResourceLine> resources) {

  Program {
    nodes = List.copyOf(nodes);
    resources = List.copyOf(resources);
  }

  static String resourceName(int number) {
    return "r" + number;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < nodes.size(); i++) {
      text.append("n").append(i).append(" = ").append(nodes.get(i)).append('\n');
    }
    for (int i = 0; i < resources.size(); i++) {
      text.append(resourceName(i)).append(" = ").append(resources.get(i)).append('\n');
    }
    return text.toString();
  }
}
