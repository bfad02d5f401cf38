package io.skipruntime.cli;

import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that prints the graph of a service that is inspected. */
@Command(
    name = "graph",
    description = "Prints the graph of a service that was started with --inspect.")
final class ShowGraph extends ServiceCommand {

  @Option(names = "--dot", description = "for Graphviz")
  private boolean isDot;

  @Option(names = "--svg", description = "as a picture")
  private boolean isSvg;

  ShowGraph(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    if (isDot && isSvg) {
      throw new UsageException("--dot, --svg: there is one form, not both");
    }
    Json answer = broker.inspect("/graph");
    InspectedGraph graph = InspectedGraph.of(answer);
    if (isJson()) {
      terminal().print(answer.toString());
    } else if (isDot) {
      terminal().print(dot(graph));
    } else if (isSvg) {
      terminal().print(new GraphPicture(graph).svg());
    } else {
      lines(graph).forEach(terminal()::print);
    }
    return ExitCode.DONE;
  }

  /** A line for each node, with what it is computed from. */
  private static List<String> lines(InspectedGraph graph) {
    Map<String, InspectedGraph.Node> byId = graph.byId();
    return graph.nodes().stream()
        .map(node ->
            "%-36s %-12s %,9d keys%s%s"
                .formatted(
                    node.label(),
                    node.operator(),
                    node.keys(),
                    named("  from ", node.inputs(), byId),
                    named("  looks up ", node.lookups(), byId)))
        .toList();
  }

  private static String named(
      String before, List<String> ids, Map<String, InspectedGraph.Node> byId) {
    return ids.isEmpty()
        ? ""
        : ids.stream()
            .map(id -> byId.containsKey(id) ? byId.get(id).label() : id)
            .collect(Collectors.joining(", ", before, ""));
  }

  private static String dot(InspectedGraph graph) {
    StringBuilder dot = new StringBuilder("digraph skip {\n  node [shape=box, style=rounded];\n");
    for (InspectedGraph.Node node : graph.nodes()) {
      dot.append(
          "  \"%s\" [label=\"%s\\n%,d keys\", tooltip=\"%s\"];%n"
              .formatted(node.id(), quoted(node.label()), node.keys(), quoted(node.name())));
      for (String input : node.dependencies()) {
        String style = node.inputs().contains(input) ? "" : " [style=dashed]";
        dot.append("  \"%s\" -> \"%s\"%s;%n".formatted(input, node.id(), style));
      }
    }
    return dot.append('}').toString();
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
  }
}
