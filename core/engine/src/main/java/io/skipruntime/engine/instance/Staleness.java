package io.skipruntime.engine.instance;

import io.skipruntime.engine.graph.Node;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The staleness of instances: an instance is stale as long as anything that it consists of or that
 * its {@code instantiate} read depends on a source whose data is stale, and since the earliest time
 * of all such sources. For the holder of the service's write lock.
 */
final class Staleness {

  private Staleness() {}

  /**
   * Notes which instances depend on stale sources, since when.
   *
   * @param instances all open instances
   * @param stale the nodes that mirror those, each with the time since when it is stale
   * @return the instances for which that is news
   */
  static List<ResourceInstance> note(
      Collection<ResourceInstance> instances, Map<Node, Instant> stale) {
    Map<Node, Instant> dependents = dependents(stale);
    List<ResourceInstance> news = new ArrayList<>();
    for (ResourceInstance instance : instances) {
      Instant since = null;
      for (Node node : instance.nodes()) {
        since = earlier(since, dependents.get(node));
      }
      for (int i = 0; i < instance.reads.length; i += 2) {
        since = earlier(since, dependents.get((Node) instance.reads[i]));
      }
      if (instance.becomeStale(since)) {
        news.add(instance);
      }
    }
    return news;
  }

  /** All that depends on some nodes, these included, each with the earliest time of those. */
  private static Map<Node, Instant> dependents(Map<Node, Instant> stale) {
    Map<Node, Instant> found = new HashMap<>();
    List<Map.Entry<Node, Instant>> byTime = new ArrayList<>(stale.entrySet());
    byTime.sort(Map.Entry.comparingByValue());
    for (Map.Entry<Node, Instant> source : byTime) {
      ArrayDeque<Node> toVisit = new ArrayDeque<>(List.of(source.getKey()));
      for (Node node = toVisit.poll(); node != null; node = toVisit.poll()) {
        if (found.putIfAbsent(node, source.getValue()) == null) {
          node.forEachDependent(toVisit::add);
        }
      }
    }
    return found;
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }
}
