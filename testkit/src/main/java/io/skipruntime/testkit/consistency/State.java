package io.skipruntime.testkit.consistency;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * All that the contents of a service depend on. Immutable; changes give another state, so that a
 * step that is refused leaves the one before.
 *
 * @param version which version of the service runs
 * @param inputs contents of the inputs, by name
 * @param instances the open resource instances
 * @param mirrored contents of the external resources in use, as far as the service accepted them
 */
record State(
    int version,
    Map<String, Map<Object, List<Object>>> inputs,
    Set<Step.Instance> instances,
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored) {

  State withInputs(Map<String, Map<Object, List<Object>>> next) {
    return new State(version, next, instances, mirrored);
  }

  State with(Step.Instance instance) {
    Set<Step.Instance> next = new LinkedHashSet<>(instances);
    next.add(instance);
    return withInstances(next);
  }

  State withInstances(Set<Step.Instance> next) {
    return new State(version, inputs, Set.copyOf(next), mirrored);
  }

  State withMirrored(Map<ExternalResource<?, ?>, Map<Object, List<Object>>> next) {
    return new State(version, inputs, instances, next);
  }

  State withVersion(int next) {
    return new State(next, inputs, instances, mirrored);
  }

  /**
   * The state after an external resource has changed, if it is in use.
   *
   * @param source what the source holds before, including what the service has not accepted: that
   *     comes with the change
   */
  State changed(Step.External step, Supplier<? extends List<? extends Entry<?, ?>>> source) {
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> next = new HashMap<>(mirrored);
    next.replaceAll((resource, contents) ->
        resource.service().equals(step.service())
                && resource.identifier().equals(step.resource())
                && resource.params().equals(step.params())
            ? changed(resource, changed(resource, Map.of(), source.get()), step.entries())
            : contents);
    return withMirrored(next);
  }

  private static Map<Object, List<Object>> changed(
      ExternalResource<?, ?> resource,
      Map<Object, List<Object>> contents,
      List<? extends Entry<?, ?>> entries) {
    Codec<?> keys = Codecs.of(resource.keyType());
    Codec<?> values = Codecs.of(resource.valueType());
    Map<Object, List<Object>> next = new TreeMap<>(CanonicalOrder.INSTANCE);
    next.putAll(contents);
    for (Entry<?, ?> entry : entries) {
      Object key = CanonicalKey.of(keys.accept(entry.key()));
      List<Object> decoded =
          entry.values().stream().<Object>map(value -> values.accept(value)).toList();
      next.remove(key);
      if (!decoded.isEmpty()) {
        next.put(key, decoded);
      }
    }
    return next;
  }
}
