package io.skipruntime.oracle;

import io.skipruntime.SkipException;
import io.skipruntime.testkit.scratch.ExternalContents;
import io.skipruntime.testkit.scratch.FunctionRun;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a state means: evaluated from scratch.
 *
 * @param failure why the engine has to refuse the state, whatever led to it; empty if it must not
 * @param contents what each open instance holds, without those that fail
 * @param failing why instances fail in their own part
 * @param mirrored what the external resources in use hold
 * @param nodeCount how many nodes the graph has, without those of failing instances
 * @param functions the functions of the nodes, without those of failing instances
 * @param runs what functions see, without those of failing instances
 */
record Prediction(
    Optional<Throwable> failure,
    Map<State.Instance, Map<Object, List<Object>>> contents,
    Map<State.Instance, Throwable> failing,
    Map<ScriptedSource.Resource, Map<Object, List<Object>>> mirrored,
    int nodeCount,
    Map<String, Object> functions,
    List<FunctionRun> runs) {

  /** A resource that was needed cannot be had: the request fails, whoever needed it. */
  private static final class Refused extends SkipException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Evaluates a state.
   *
   * @param loaded the external resources that the service has subscribed to
   */
  static Prediction of(
      State state, Program program, ScriptedSource source, Set<ScriptedSource.Resource> loaded) {
    Prediction all = evaluated(state, program, source, loaded);
    if (all.failing().isEmpty() || all.isFailure()) {
      return all;
    }
    Set<State.Instance> sound = new LinkedHashSet<>(state.instances());
    sound.removeAll(all.failing().keySet());
    Prediction rest = evaluated(state.withInstances(sound), program, source, loaded);
    return new Prediction(
        rest.failure(),
        rest.contents(),
        all.failing(),
        rest.mirrored(),
        rest.nodeCount(),
        rest.functions(),
        rest.runs());
  }

  private static Prediction evaluated(
      State state, Program program, ScriptedSource source, Set<ScriptedSource.Resource> loaded) {
    Map<ScriptedSource.Resource, Map<Object, List<Object>>> mirrored = new HashMap<>();
    Map<ScriptedSource.Resource, Throwable> refused = new LinkedHashMap<>();
    ExternalContents externals =
        external -> {
          ScriptedSource.Resource resource = ScriptedSource.Resource.of(external);
          Map<Object, List<Object>> accepted = state.mirrored().get(resource);
          if (accepted == null && !loaded.contains(resource) && source.refuses(resource)) {
            Refused failure = new Refused("refused: " + resource);
            refused.put(resource, failure);
            throw failure;
          }
          Map<Object, List<Object>> present =
              accepted == null ? source.contents(resource) : accepted;
          mirrored.put(resource, present);
          return present;
        };
    ScratchEvaluation evaluation;
    try {
      evaluation =
          new ScratchEvaluation(new ProgramService(program, source), state.inputs(), externals);
    } catch (ScriptedFailure e) {
      return new Prediction(Optional.of(e), Map.of(), Map.of(), mirrored, 0, Map.of(), List.of());
    }
    Map<State.Instance, Map<Object, List<Object>>> contents = new LinkedHashMap<>();
    Map<State.Instance, Throwable> failing = new LinkedHashMap<>();
    for (State.Instance instance : state.instances()) {
      ScratchEvaluation.Built built = evaluation.instantiate(instance.name(), instance.parameter());
      built
          .failure()
          .ifPresentOrElse(
              failure -> failing.put(instance, failure),
              () -> contents.put(instance, built.contents()));
    }
    Optional<Throwable> failure =
        evaluation.failure().or(() -> refused.values().stream().findFirst());
    return new Prediction(
        failure,
        contents,
        failing,
        mirrored,
        evaluation.nodeCount(),
        evaluation.functions(),
        evaluation.functionRuns());
  }

  boolean isFailure() {
    return failure.isPresent();
  }

  /** Why a request fails that has the given instance built; empty if it does not. */
  Optional<Throwable> failureOf(State.Instance instance) {
    return failure.or(() -> Optional.ofNullable(failing.get(instance)));
  }
}
