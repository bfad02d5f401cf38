package io.skipruntime.testkit.comparison;

import io.skipruntime.AsyncFunction;
import io.skipruntime.AsyncOptions;
import io.skipruntime.AsyncResource.Outcome;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.testkit.scratch.ExternalContents;
import io.skipruntime.testkit.scratch.InputTypes;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * The model that is the service itself, evaluated from scratch: its functions run over the inputs
 * of a state, and nothing is kept from one state to the next.
 */
public final class ScratchModel implements Model {

  private final IntFunction<? extends SkipService<?, ?>> versions;
  private final ExternalContents source;
  private final Map<Integer, InputTypes> types = new HashMap<>();

  /**
   * A model of the versions of a service.
   *
   * @param versions gives the version of a number
   * @param source gives the contents of an external resource that is not in use yet, or throws a
   *     {@link SkipException}, which makes the request fail that needs it
   */
  public ScratchModel(IntFunction<? extends SkipService<?, ?>> versions, ExternalContents source) {
    this.versions = versions;
    this.source = source;
  }

  @Override
  public State written(State before, Map<String, ? extends List<? extends Entry<?, ?>>> writes) {
    InputTypes inputs =
        types.computeIfAbsent(before.version(), number -> InputTypes.of(versions.apply(number)));
    return before.withInputs(inputs.written(before.inputs(), writes));
  }

  @Override
  public Prediction predict(State state) {
    Prediction all = evaluated(state);
    if (all.failing().isEmpty() || all.failure().isPresent()) {
      return all;
    }
    Set<Instance> sound = new LinkedHashSet<>(state.instances());
    sound.removeAll(all.failing().keySet());
    Prediction rest = evaluated(state.withInstances(sound));
    return new Prediction(
        rest.failure(), rest.contents(), all.failing(), rest.mirrored(), rest.evaluation());
  }

  private Prediction evaluated(State state) {
    Externals externals = new Externals(state, source);
    ScratchEvaluation evaluation;
    try {
      evaluation =
          new ScratchEvaluation(versions.apply(state.version()), state.inputs(), externals);
    } catch (RuntimeException e) {
      return Prediction.refused(e, externals.mirrored);
    }
    Map<Instance, Map<Object, List<Object>>> contents = new LinkedHashMap<>();
    Map<Instance, Throwable> failing = new LinkedHashMap<>();
    for (Instance instance : state.instances()) {
      ScratchEvaluation.Built built =
          evaluation.instantiate(instance.resource(), instance.params());
      built
          .failure()
          .ifPresentOrElse(
              failure -> failing.put(instance, failure),
              () -> contents.put(instance, built.contents()));
    }
    return new Prediction(
        evaluation.failure().or(() -> externals.refused.stream().findFirst()),
        contents,
        failing,
        externals.mirrored,
        Optional.of(evaluation));
  }

  /** The external resources that one evaluation uses, as the service has accepted them. */
  private static final class Externals implements ExternalContents {
    private final State state;
    private final ExternalContents source;
    private final Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored = new HashMap<>();
    private final List<Throwable> refused = new ArrayList<>();

    Externals(State state, ExternalContents source) {
      this.state = state;
      this.source = source;
    }

    @Override
    public List<Outcome<Object>> outcomes(
        AsyncOptions<?> options, AsyncFunction<?, ?, ?> function, Object key) {
      return source.outcomes(options, function, key);
    }

    @Override
    public Map<Object, List<Object>> of(ExternalResource<?, ?> external) {
      try {
        Map<Object, List<Object>> accepted = state.mirrored().get(external);
        Map<Object, List<Object>> present = accepted == null ? source.of(external) : accepted;
        mirrored.put(external, present);
        return present;
      } catch (SkipException e) {
        refused.add(e);
        throw e;
      }
    }
  }
}
