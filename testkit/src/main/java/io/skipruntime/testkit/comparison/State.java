package io.skipruntime.testkit.comparison;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All that the contents of a service depend on. Immutable; changes give another state, so that a
 * step that is refused leaves the one before.
 *
 * @param version number of the version of the service that runs
 * @param inputs contents of the inputs, by name
 * @param instances the open resource instances
 * @param mirrored contents of the external resources in use, as far as the service accepted them
 */
public record State(
    int version,
    Map<String, Map<Object, List<Object>>> inputs,
    Set<Instance> instances,
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored) {

  /**
   * The state of a service that has just started.
   *
   * @param inputs its initial data
   */
  public static State first(Map<String, Map<Object, List<Object>>> inputs) {
    return new State(0, inputs, Set.of(), Map.of());
  }

  /** The state with other contents of the inputs. */
  public State withInputs(Map<String, Map<Object, List<Object>>> next) {
    return new State(version, next, instances, mirrored);
  }

  /** The state with one more open instance. */
  public State with(Instance instance) {
    Set<Instance> next = new LinkedHashSet<>(instances);
    next.add(instance);
    return withInstances(next);
  }

  /** The state with exactly these instances open. */
  public State withInstances(Collection<Instance> next) {
    return new State(version, inputs, Set.copyOf(next), mirrored);
  }

  /** The state with exactly these external resources in use. */
  public State withMirrored(Map<ExternalResource<?, ?>, Map<Object, List<Object>>> next) {
    return new State(version, inputs, instances, next);
  }

  /** The state of another version of the service. */
  public State withVersion(int next) {
    return new State(next, inputs, instances, mirrored);
  }

  /**
   * Contents after some changes, in key order.
   *
   * @param contents stay as they are
   * @param entries the new values of keys; one without values deletes its key
   * @param keys decodes a key
   * @param values decodes a value
   * @throws io.skipruntime.json.DecodeException if a key or a value cannot be decoded
   */
  public static Map<Object, List<Object>> changed(
      Map<Object, List<Object>> contents,
      List<? extends Entry<?, ?>> entries,
      UnaryOperator<Object> keys,
      UnaryOperator<Object> values) {
    Map<Object, List<Object>> next = new TreeMap<>(CanonicalOrder.INSTANCE);
    next.putAll(contents);
    for (Entry<?, ?> entry : entries) {
      Object key = CanonicalKey.of(keys.apply(entry.key()));
      List<Object> decoded = new ArrayList<>();
      entry.values().forEach(value -> decoded.add(values.apply(value)));
      next.remove(key);
      if (!decoded.isEmpty()) {
        next.put(key, decoded);
      }
    }
    return next;
  }
}
