package io.skipruntime.engine;

import io.skipruntime.engine.definition.ServiceGraph;
import io.skipruntime.engine.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The outcome of a reload.
 *
 * @param kept the collections that went on as they were, inputs included, as messages name them
 * @param computed the collections that were made again, because their function or what it works on
 *     is another
 * @param ended how many resource instances ended, because their resource is gone or does not take
 *     their parameters any more
 * @param setAside the inputs that are gone, with the number of their keys: their data is kept until
 *     an input has that name again, or the process ends
 * @param restored the inputs that are there again, with the number of keys that were kept for them
 */
public record ReloadSummary(
    List<String> kept,
    List<String> computed,
    int ended,
    Map<String, Integer> setAside,
    Map<String, Integer> restored) {

  /** Takes copies. */
  public ReloadSummary {
    kept = List.copyOf(kept);
    computed = List.copyOf(computed);
    setAside = Map.copyOf(setAside);
    restored = Map.copyOf(restored);
  }

  static ReloadSummary of(
      ServiceGraph graph, Set<Node> before, Map<String, Integer> setAsideBefore, int ended) {
    List<String> kept = new ArrayList<>();
    List<String> computed = new ArrayList<>();
    graph
        .allNodes()
        .forEach(node -> (before.contains(node) ? kept : computed).add(node.describe()));
    Map<String, Integer> setAside = graph.setAside();
    Map<String, Integer> restored = new LinkedHashMap<>(setAsideBefore);
    restored.keySet().removeAll(setAside.keySet());
    setAside.keySet().removeAll(setAsideBefore.keySet());
    return new ReloadSummary(kept, computed, ended, setAside, restored);
  }
}
