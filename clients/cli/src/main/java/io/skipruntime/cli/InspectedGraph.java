package io.skipruntime.cli;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The graph of a service as it tells it at {@code /v1/inspect/graph}. Immutable.
 *
 * @param time when it was so
 * @param nodes the nodes, each after those that it depends on
 */
record InspectedGraph(Instant time, List<Node> nodes) {

  private static final Pattern CALL = Pattern.compile("\\.(\\w+)\\((.*)\\)", Pattern.DOTALL);

  /**
   * A node.
   *
   * @param inputs the identities of the nodes whose entries it is applied to
   * @param lookups those of the collections that its function may look up
   * @param instances how many resource instances show it
   * @param keys the number of its keys
   * @param runs how often its function ran
   * @param nanos the time of its turns
   */
  record Node(
      String id,
      String name,
      String operator,
      List<String> inputs,
      List<String> lookups,
      long instances,
      long keys,
      long heapBytes,
      long runs,
      long nanos) {

    private static Node of(JsonObject json) {
      return new Node(
          json.get("id").asString(),
          json.get("name").asString(),
          json.get("operator").asString(),
          strings(json.get("inputs")),
          strings(json.get("lookups")),
          number(json, "instances"),
          number(json, "entries"),
          number(json, "heapBytes"),
          number(json, "runs"),
          number(json, "nanos"));
    }

    private static List<String> strings(Json list) {
      return list.asArray().elements().stream().map(Json::asString).toList();
    }

    private static long number(JsonObject json, String name) {
      return Long.parseLong(json.get(name).toString());
    }

    /** What it depends on. */
    List<String> dependencies() {
      List<String> all = new ArrayList<>(inputs);
      lookups.stream().filter(each -> !all.contains(each)).forEach(all::add);
      return all;
    }

    /** What it is called in little room: its function, or what it does where it has none. */
    String label() {
      String shown = NodeName.withoutParams(name);
      Matcher call = CALL.matcher(lastCall(shown));
      if (!call.matches()) {
        return shown;
      }
      String does = call.group(1);
      String argument = call.group(2);
      if (argument.isEmpty()) {
        return does;
      }
      return does.equals("map") || does.equals("mapReduce")
          ? argument
          : does + "(" + argument + ")";
    }

    private static String lastCall(String name) {
      int depth = 0;
      for (int i = name.length() - 1; i >= 0; i--) {
        char letter = name.charAt(i);
        if (letter == ')') {
          depth++;
        } else if (letter == '(') {
          depth--;
        } else if (letter == '.' && depth == 0) {
          return name.substring(i);
        }
      }
      return name;
    }
  }

  /** The graph that an answer has. */
  static InspectedGraph of(Json answer) {
    JsonObject graph = answer.asObject();
    return new InspectedGraph(
        Instant.parse(graph.get("time").asString()),
        graph.get("nodes").asArray().elements().stream()
            .map(each -> Node.of(each.asObject()))
            .toList());
  }

  /** The nodes by their identities. */
  Map<String, Node> byId() {
    Map<String, Node> byId = new HashMap<>();
    nodes.forEach(each -> byId.put(each.id(), each));
    return byId;
  }
}
