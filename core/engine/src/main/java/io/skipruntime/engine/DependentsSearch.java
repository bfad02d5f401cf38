package io.skipruntime.engine;

import io.skipruntime.engine.Dependents.DependentInstance;
import io.skipruntime.engine.Dependents.DependentKeys;
import io.skipruntime.engine.graph.Node;
import io.skipruntime.engine.instance.ResourceInstance;
import io.skipruntime.engine.table.KeyMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A search for all that depends on an entry, for the holder of the service's write lock: breadth
 * first, so that what is nearest is counted if there is too much.
 *
 * <ul>
 *   <li>{@code found} has the dependent keys by node, the entry itself included; each is in {@code
 *       open} once.
 * </ul>
 */
final class DependentsSearch {

  private static final int MOST_KEYS = 100_000;

  /** A key that was found and whose own dependents have not been looked for. */
  private record Found(Node node, Object key) {}

  private final Map<Node, Set<Object>> found = new LinkedHashMap<>();
  private final ArrayDeque<Found> open = new ArrayDeque<>();
  private final Set<ResourceInstance> rebuilt = new LinkedHashSet<>();
  private int left = MOST_KEYS;
  private boolean isComplete = true;

  /**
   * All that depends on an entry.
   *
   * @param instances the instances that are open
   */
  Dependents of(Node node, Object key, Collection<ResourceInstance> instances) {
    add(node, key);
    for (Found next = open.poll(); next != null; next = open.poll()) {
      Found cause = next;
      Set<Node> dependents = new LinkedHashSet<>();
      cause.node.forEachDependent(dependents::add);
      dependents.forEach(each -> follow(cause, each));
    }
    List<DependentKeys> nodes = new ArrayList<>();
    found.forEach((each, keys) -> {
      if (each != node) {
        nodes.add(dependentKeys(each, keys));
      }
    });
    List<DependentInstance> shown = new ArrayList<>();
    instances.forEach(each -> addInstance(each, shown));
    return new Dependents(node.id(), key, nodes, shown, isComplete);
  }

  private void follow(Found cause, Node dependent) {
    try {
      dependent.forEachDependentKey(
          cause.node,
          cause.key,
          key -> {
            if (key instanceof ResourceInstance instance) {
              rebuilt.add(instance);
            } else {
              add(dependent, key);
            }
          });
    } catch (RuntimeException e) {
      isComplete = false; // a function fails, so that it has made nothing of the entry
    }
  }

  private void add(Node node, Object key) {
    if (left == 0) {
      isComplete = false;
      return;
    }
    if (found.computeIfAbsent(node, each -> KeyMap.newSet()).add(key)) {
      left--;
      open.add(new Found(node, key));
    }
  }

  private static DependentKeys dependentKeys(Node node, Set<Object> keys) {
    List<Object> first = keys.stream().limit(Dependents.MOST_KEYS).toList();
    return new DependentKeys(node.id(), node.kind(), keys.size(), first);
  }

  private void addInstance(ResourceInstance instance, List<DependentInstance> shown) {
    Node output = instance.output();
    Set<Object> keys = output == null ? null : found.get(output);
    boolean isRebuilt = rebuilt.contains(instance);
    if (keys != null || isRebuilt) {
      shown.add(
          new DependentInstance(
              instance.key().resource(),
              instance.key().params(),
              keys == null ? 0 : keys.size(),
              isRebuilt));
    }
  }
}
