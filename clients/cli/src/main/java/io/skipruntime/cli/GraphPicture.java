package io.skipruntime.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A graph as a picture: in layers by the longest path, the nodes of each layer by the barycentres
 * of what they are connected with (Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of
 * Hierarchical System Structures", 1981). Not thread-safe.
 *
 * <ul>
 *   <li>{@code layers} has each node once; what it depends on is in layers before.
 *   <li>{@code column} is the place of a node in its layer, from 0 to 1.
 * </ul>
 */
final class GraphPicture {

  private static final int WIDTH = 176;
  private static final int HEIGHT = 54;
  private static final int GAP = 16;
  private static final int LAYER = 104;
  private static final int MARGIN = 8;
  private static final int SWEEPS = 8;
  private static final int LETTERS = 23;

  private final InspectedGraph graph;
  private final List<List<InspectedGraph.Node>> layers = new ArrayList<>();
  private final Map<String, Double> column = new HashMap<>();

  GraphPicture(InspectedGraph graph) {
    this.graph = graph;
    Map<String, Integer> ranks = new HashMap<>();
    Map<Integer, List<InspectedGraph.Node>> byRank = new TreeMap<>();
    for (InspectedGraph.Node node : graph.nodes()) {
      int rank =
          node.dependencies().stream()
              .mapToInt(id -> ranks.getOrDefault(id, -1) + 1)
              .max()
              .orElse(0);
      ranks.put(node.id(), rank);
      byRank.computeIfAbsent(rank, unused -> new ArrayList<>()).add(node);
    }
    layers.addAll(byRank.values());
    layers.forEach(this::place);
    order();
  }

  private void place(List<InspectedGraph.Node> layer) {
    for (int i = 0; i < layer.size(); i++) {
      column.put(layer.get(i).id(), (i + 0.5) / layer.size());
    }
  }

  private void order() {
    Map<String, List<String>> neighbours = new HashMap<>();
    for (InspectedGraph.Node node : graph.nodes()) {
      for (String other : node.dependencies()) {
        neighbours.computeIfAbsent(node.id(), unused -> new ArrayList<>()).add(other);
        neighbours.computeIfAbsent(other, unused -> new ArrayList<>()).add(node.id());
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (List<InspectedGraph.Node> layer : sweep % 2 == 0 ? layers : layers.reversed()) {
        Map<String, Double> centres = new HashMap<>();
        layer.forEach(node -> centres.put(node.id(), centre(node, neighbours)));
        layer.sort(Comparator.comparingDouble(node -> centres.getOrDefault(node.id(), 0.0)));
        place(layer);
      }
    }
  }

  private double centre(InspectedGraph.Node node, Map<String, List<String>> neighbours) {
    return neighbours.getOrDefault(node.id(), List.of()).stream()
        .filter(column::containsKey)
        .mapToDouble(id -> column.getOrDefault(id, 0.0))
        .average()
        .orElseGet(() -> column.getOrDefault(node.id(), 0.0));
  }

  /** The picture as SVG, which shows well on a light and a dark ground. */
  String svg() {
    int width = widest() * (WIDTH + GAP) - GAP + 2 * MARGIN;
    int height = layers.size() * LAYER - (LAYER - HEIGHT) + 2 * MARGIN;
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="system-ui, sans-serif">
            <title>The graph of the service</title>
            """
                .formatted(width, height, width, height));
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < layers.size(); row++) {
      for (InspectedGraph.Node node : layers.get(row)) {
        rows.put(node.id(), row);
      }
    }
    for (InspectedGraph.Node node : graph.nodes()) {
      for (String input : node.dependencies()) {
        if (rows.containsKey(input)) {
          svg.append(line(input, node, rows, width));
        }
      }
    }
    layers.forEach(layer -> layer.forEach(node -> svg.append(box(node, rows, width))));
    return svg.append("</svg>").toString();
  }

  private int widest() {
    return Math.max(1, layers.stream().mapToInt(List::size).max().orElse(1));
  }

  private double middle(String id, int width) {
    return MARGIN + column.getOrDefault(id, 0.0) * (width - 2 * MARGIN);
  }

  private static int top(String id, Map<String, Integer> rows) {
    return MARGIN + rows.getOrDefault(id, 0) * LAYER;
  }

  private String line(
      String input, InspectedGraph.Node node, Map<String, Integer> rows, int width) {
    double fromX = middle(input, width);
    int fromY = top(input, rows) + HEIGHT;
    double toX = middle(node.id(), width);
    int toY = top(node.id(), rows);
    int bend = (toY - fromY) / 2;
    return String.format(
        Locale.ROOT,
        "<path d=\"M%.1f,%dC%.1f,%d %.1f,%d %.1f,%d\" fill=\"none\" stroke=\"#8a96ab\"%s/>%n",
        fromX,
        fromY,
        fromX,
        fromY + bend,
        toX,
        toY - bend,
        toX,
        toY,
        node.inputs().contains(input) ? "" : " stroke-dasharray=\"4 4\"");
  }

  private String box(InspectedGraph.Node node, Map<String, Integer> rows, int width) {
    double x = middle(node.id(), width) - WIDTH / 2.0;
    int y = top(node.id(), rows);
    String stroke = node.operator().equals("input") ? "#2456c7" : "#8a96ab";
    return String.format(
        Locale.ROOT,
        """
        <g><title>%s</title><rect x="%.1f" y="%d" width="%d" height="%d" rx="9" fill="#ffffff" stroke="%s"/>
        <text x="%.1f" y="%d" font-size="12.5" font-weight="600" fill="#14213d">%s</text>
        <text x="%.1f" y="%d" font-size="11.5" fill="#56617a">%s, %,d keys</text></g>
        """,
        escaped(node.name()),
        x,
        y,
        WIDTH,
        HEIGHT,
        stroke,
        x + 12,
        y + 21,
        escaped(cut(node.label())),
        x + 12,
        y + 40,
        escaped(node.operator()),
        node.keys());
  }

  private static String cut(String text) {
    return text.length() <= LETTERS ? text : text.substring(0, LETTERS - 1) + "…";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
