package io.skipruntime.conformance.oracle;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import io.skipruntime.testkit.comparison.Instance;
import io.skipruntime.testkit.comparison.Model;
import io.skipruntime.testkit.comparison.Prediction;
import io.skipruntime.testkit.comparison.State;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The model of the conformance service that shares no code with it: {@link FromScratch}. A state is
 * refused if the shared graph fails in it, which is what {@code activeMembers} shows.
 */
final class DefinedModel implements Model {

  private static final Instance SHARED_GRAPH = new Instance("activeMembers", Json.object(Map.of()));

  /** Nothing in any input. */
  static final State EMPTY = State.first(Map.of());

  @Override
  public State written(State before, Map<String, ? extends List<? extends Entry<?, ?>>> writes) {
    Map<String, Map<Object, List<Object>>> next = new HashMap<>(before.inputs());
    writes.forEach((input, entries) ->
        next.put(
            input,
            State.changed(
                next.getOrDefault(input, Map.of()), entries, key -> key, value -> value)));
    return before.withInputs(next);
  }

  @Override
  public Prediction predict(State state) {
    Inputs inputs = Inputs.of(state.inputs());
    Map<Instance, Map<Object, List<Object>>> contents = new LinkedHashMap<>();
    Map<Instance, Throwable> failing = new LinkedHashMap<>();
    for (Instance instance : state.instances()) {
      evaluate(instance, inputs, contents, failing);
    }
    Map<Instance, Throwable> failed = new HashMap<>();
    evaluate(SHARED_GRAPH, inputs, new HashMap<>(), failed);
    return new Prediction(
        Optional.ofNullable(failed.get(SHARED_GRAPH)),
        contents,
        failing,
        Map.of(),
        Optional.empty());
  }

  private static void evaluate(
      Instance instance,
      Inputs inputs,
      Map<Instance, Map<Object, List<Object>>> contents,
      Map<Instance, Throwable> failing) {
    JsonObject params = ((Json) instance.params()).asObject();
    try {
      Map<Object, List<Object>> entries = new TreeMap<>();
      FromScratch.contents(inputs, instance.resource(), params)
          .forEach((key, values) -> entries.put(Json.of(key), List.copyOf(values)));
      contents.put(instance, entries);
    } catch (ArithmeticException | FromScratch.NotUniqueException e) {
      failing.put(instance, new ComputationException(instance.resource(), instance.params(), e));
    }
  }
}
