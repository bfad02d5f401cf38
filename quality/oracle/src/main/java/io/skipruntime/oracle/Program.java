package io.skipruntime.oracle;

import io.skipruntime.testkit.comparison.Instance;
import java.util.List;

/** A program that does the work of a task. */
record Program(List<Operation> nodes, List<ResourceLine> resources) {

  Program {
    nodes = List.copyOf(nodes);
    resources = List.copyOf(resources);
  }

  static String resourceName(int number) {
    return "r" + number;
  }

  /** Whether the program has the resource of an instance. */
  boolean has(Instance instance) {
    return Integer.parseInt(instance.resource().substring(1)) < resources.size();
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
