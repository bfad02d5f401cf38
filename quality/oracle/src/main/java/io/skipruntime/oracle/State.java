package io.skipruntime.oracle;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that the contents of a service depend on. Immutable; changes give another state, so that a
 * step that is refused leaves the one before.
 *
 * @param program number of the program that runs
 * @param inputs contents of the inputs, by name
 * @param instances the open resource instances
 * @param mirrored contents of the external resources in use, as far as the service accepted them
 */
record State(
    int program,
    Map<String, Map<Object, List<Object>>> inputs,
    Set<Instance> instances,
    Map<ScriptedSource.Resource, Map<Object, List<Object>>> mirrored) {

  /** A resource with its parameter. */
  record Instance(int resource, long parameter) {
    String name() {
      return Program.resourceName(resource);
    }
  }

  static State first() {
    return new State(0, Map.of(), Set.of(), Map.of());
  }

  /**
   * The state after a write.
   *
   * @throws io.skipruntime.json.DecodeException if an entry is not of its input's types
   */
  State written(Step.Write write) {
    Map<String, Map<Object, List<Object>>> next = new HashMap<>(inputs);
    write
        .changes()
        .forEach((name, changes) -> {
          Source input = Source.of(name);
          next.put(
              name,
              changed(next.getOrDefault(name, Map.of()), changes, input.key(), input.value()));
        });
    return new State(program, next, instances, mirrored);
  }

  /** Contents with some changes made. */
  static Map<Object, List<Object>> changed(
      Map<Object, List<Object>> contents, List<Step.Change> changes, Kind keys, Kind values) {
    Map<Object, List<Object>> next = new TreeMap<>(CanonicalOrder.INSTANCE);
    next.putAll(contents);
    for (Step.Change change : changes) {
      Object key = CanonicalKey.of(keys.decode(change.key()));
      List<Object> decoded = change.values().stream().map(values::decode).toList();
      next.remove(key);
      if (!decoded.isEmpty()) {
        next.put(key, decoded);
      }
    }
    return next;
  }

  State with(Instance instance) {
    Set<Instance> next = new LinkedHashSet<>(instances);
    next.add(instance);
    return new State(program, inputs, next, mirrored);
  }

  State withInstances(Set<Instance> next) {
    return new State(program, inputs, Set.copyOf(next), mirrored);
  }

  State withMirrored(Map<ScriptedSource.Resource, Map<Object, List<Object>>> next) {
    return new State(program, inputs, instances, next);
  }

  /** The state with another program; instances of resources that it lacks are gone. */
  State reloaded(int other, Program next) {
    Set<Instance> kept = new LinkedHashSet<>(instances);
    kept.removeIf(instance -> instance.resource() >= next.resources().size());
    return new State(other, inputs, kept, mirrored);
  }
}
