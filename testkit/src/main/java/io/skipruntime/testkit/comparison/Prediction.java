package io.skipruntime.testkit.comparison;

import io.skipruntime.ExternalResource;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The meaning of a state: what can be seen of a service that is in it.
 *
 * @param failure why the service has to refuse the state, whatever led to it; empty if it must not
 * @param contents what each open instance holds, in key order, without those that fail
 * @param failing why instances fail in their own part
 * @param mirrored what the external resources in use hold
 * @param evaluation the evaluation from scratch without the failing instances, if there was one
 */
public record Prediction(
    Optional<Throwable> failure,
    Map<Instance, Map<Object, List<Object>>> contents,
    Map<Instance, Throwable> failing,
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored,
    Optional<ScratchEvaluation> evaluation) {

  /** The prediction that a state is refused, whatever is open. */
  static Prediction refused(
      Throwable failure, Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored) {
    return new Prediction(Optional.of(failure), Map.of(), Map.of(), mirrored, Optional.empty());
  }

  /** Why a request fails that has the given instance built; empty if it does not. */
  public Optional<Throwable> failureOf(Instance instance) {
    return failure.or(() -> Optional.ofNullable(failing.get(instance)));
  }

  /** Why an instance fails that did not fail before: a reload that does that is refused. */
  public Optional<Throwable> newlyFailing(Prediction before) {
    return failing.entrySet().stream()
        .filter(each -> !before.failing().containsKey(each.getKey()))
        .<Throwable>map(Map.Entry::getValue)
        .findFirst();
  }

  /** The contents of an instance; empty if it is not open or fails. */
  Map<Object, List<Object>> contentsOf(Instance instance) {
    return contents.getOrDefault(instance, Map.of());
  }
}
