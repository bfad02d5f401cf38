package io.skipruntime.cli;

import io.skipruntime.client.SkipServiceBroker;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that shows what a service that is inspected does, until it is stopped. */
@Command(
    name = "top",
    description = "Shows nodes, rates and streams of a service that was started with --inspect.",
    footer = {"", "Ctrl-C ends it."})
final class Top extends ServiceCommand {

  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "1",
      description = "how long between two looks (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--looks",
      paramLabel = "N",
      defaultValue = "" + Long.MAX_VALUE,
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "end after so many looks")
  private long looks;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many nodes are shown (default: ${DEFAULT-VALUE})")
  private int mostNodes;

  private Optional<Look> before = Optional.empty();

  /** A service as one look found it. */
  private record Look(JsonObject service, InspectedGraph graph) {

    long number(String name) {
      return Long.parseLong(service.get(name).toString());
    }
  }

  Top(Terminal terminal) {
    super(terminal);
  }

  @Override
  int run(SkipServiceBroker broker) {
    UsageException.requirePositive("--looks", looks);
    UsageException.requirePositive("--nodes", mostNodes);
    if (!(seconds >= 0.1 && seconds <= TimeUnit.HOURS.toSeconds(1))) {
      throw new UsageException("--seconds: is to be from 0.1 to 3600");
    }
    try {
      for (long look = 1; look <= looks; look++) {
        look(broker);
        long millis = look == looks ? 0 : (long) (seconds * 1_000);
        if (terminal().stopped().await(millis, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.DONE;
  }

  private void look(SkipServiceBroker broker) {
    Json service = broker.inspect("");
    Json graph = broker.inspect("/graph");
    Look now = new Look(service.asObject(), InspectedGraph.of(graph));
    if (isJson()) {
      terminal().print(Json.object(Map.of("service", service, "graph", graph)).toString());
    } else {
      String page = String.join("\n", page(now, before.orElse(now)));
      terminal().print(terminal().isInteractive() ? CLEAR + page : page);
    }
    terminal().out().complete();
    before = Optional.of(now);
  }

  private List<String> page(Look now, Look earlier) {
    double passed = Duration.between(earlier.graph().time(), now.graph().time()).toNanos() / 1e9;
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s   commits %,d (%s)   function runs %,d (%s)   heap %,d MB"
            .formatted(
                now.service().get("watermark").asString(),
                now.number("commits"),
                rate(now.number("commits") - earlier.number("commits"), passed),
                now.number("functionRuns"),
                rate(now.number("functionRuns") - earlier.number("functionRuns"), passed),
                Long.parseLong(now.service().get("heap").asObject().get("usedBytes").toString())
                    / 1_000_000));
    lines.add(
        "%,d nodes   %,d instances   %,d streams   %,d connections, of which %,d lag"
            .formatted(
                now.number("nodes"),
                now.number("instances"),
                now.number("streams"),
                now.number("connections"),
                now.number("laggingConnections")));
    lines.add("");
    lines.add(
        "%-36s %-12s %11s %9s %10s %9s %7s"
            .formatted("NODE", "OPERATOR", "KEYS", "HEAP kB", "RUNS", "RATE", "CORE %"));
    lines.addAll(nodes(now.graph(), earlier.graph(), passed));
    return lines;
  }

  /** The nodes that took most since the look before, and of those that took nothing since ever. */
  private List<String> nodes(InspectedGraph now, InspectedGraph earlier, double passed) {
    Map<String, InspectedGraph.Node> then = earlier.byId();
    Map<String, Long> nanos = new HashMap<>();
    now.nodes()
        .forEach(node ->
            nanos.put(node.id(), node.nanos() - then.getOrDefault(node.id(), node).nanos()));
    return now.nodes().stream()
        .sorted(
            Comparator.comparingLong(
                    (InspectedGraph.Node node) -> -nanos.getOrDefault(node.id(), 0L))
                .thenComparingLong(node -> -node.nanos()))
        .limit(mostNodes)
        .map(node ->
            "%-36s %-12s %,11d %,9d %,10d %9s %7s"
                .formatted(
                    shortened(node.label()),
                    node.operator(),
                    node.keys(),
                    node.heapBytes() / 1_000,
                    node.runs(),
                    rate(node.runs() - then.getOrDefault(node.id(), node).runs(), passed),
                    passed <= 0
                        ? "–"
                        : "%.1f".formatted(nanos.getOrDefault(node.id(), 0L) / passed / 1e7)))
        .toList();
  }

  private static String shortened(String text) {
    return text.length() <= 36 ? text : text.substring(0, 35) + "…";
  }

  private static String rate(long count, double passed) {
    return passed <= 0 ? "–" : "%,.1f/s".formatted(count / passed);
  }
}
