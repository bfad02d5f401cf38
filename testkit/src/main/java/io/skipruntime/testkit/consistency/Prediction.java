package io.skipruntime.testkit.consistency;

import io.skipruntime.ExternalResource;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.testkit.ScriptedExternalService;
import io.skipruntime.testkit.scratch.ExternalContents;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The meaning of a state: its evaluation from scratch.
 *
 * @param failure why the engine has to refuse the state, whatever led to it; empty if it must not
 * @param contents what each open instance holds, without those that fail
 * @param failing why instances fail in their own part
 * @param mirrored what the external resources in use hold
 * @param nodeCount how many nodes the graph has at most, without those of failing instances
 */
record Prediction(
    Optional<Throwable> failure,
    Map<Step.Instance, Map<Object, List<Object>>> contents,
    Map<Step.Instance, Throwable> failing,
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored,
    int nodeCount) {

  static Prediction of(State state, SkipService<?, ?> service) {
    Prediction all = evaluated(state, service);
    if (all.failing().isEmpty() || all.failure().isPresent()) {
      return all;
    }
    Set<Step.Instance> sound = new LinkedHashSet<>(state.instances());
    sound.removeAll(all.failing().keySet());
    Prediction rest = evaluated(state.withInstances(sound), service);
    return new Prediction(
        rest.failure(), rest.contents(), all.failing(), rest.mirrored(), rest.nodeCount());
  }

  private static Prediction evaluated(State state, SkipService<?, ?> service) {
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored = new HashMap<>();
    List<Throwable> refused = new ArrayList<>();
    ExternalContents source = ScriptedExternalService.contentsOf(service);
    ScratchEvaluation evaluation =
        new ScratchEvaluation(
            service,
            state.inputs(),
            external -> {
              try {
                Map<Object, List<Object>> accepted = state.mirrored().get(external);
                Map<Object, List<Object>> present =
                    accepted == null ? source.of(external) : accepted;
                mirrored.put(external, present);
                return present;
              } catch (SkipException e) {
                refused.add(e);
                throw e;
              }
            });
    Map<Step.Instance, Map<Object, List<Object>>> contents = new LinkedHashMap<>();
    Map<Step.Instance, Throwable> failing = new LinkedHashMap<>();
    for (Step.Instance instance : state.instances()) {
      ScratchEvaluation.Built built =
          evaluation.instantiate(instance.resource(), instance.params());
      built
          .failure()
          .ifPresentOrElse(
              failure -> failing.put(instance, failure),
              () -> contents.put(instance, built.contents()));
    }
    return new Prediction(
        evaluation.failure().or(() -> refused.stream().findFirst()),
        contents,
        failing,
        mirrored,
        evaluation.nodeCount());
  }

  /** Why a request fails that has the given instance built; empty if it does not. */
  Optional<Throwable> failureOf(Step.Instance instance) {
    return failure.or(() -> Optional.ofNullable(failing.get(instance)));
  }

  /**
   * Why an instance fails that did not fail before; empty if there is none. A reload is refused for
   * such, and not for one that had failed.
   */
  Optional<Throwable> newlyFailing(Prediction before) {
    return failing.entrySet().stream()
        .filter(each -> !before.failing().containsKey(each.getKey()))
        .<Throwable>map(Map.Entry::getValue)
        .findFirst();
  }
}
