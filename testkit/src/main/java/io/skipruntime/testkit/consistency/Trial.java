package io.skipruntime.testkit.consistency;

import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.Codec;
import io.skipruntime.json.Codecs;
import io.skipruntime.testkit.FakeClock;
import io.skipruntime.testkit.ScriptedExternalService;
import io.skipruntime.testkit.ScriptedResource;
import io.skipruntime.testkit.comparison.Comparison;
import io.skipruntime.testkit.comparison.ComparisonListener;
import io.skipruntime.testkit.comparison.Difference;
import io.skipruntime.testkit.comparison.EmbeddedService;
import io.skipruntime.testkit.comparison.Instance;
import io.skipruntime.testkit.comparison.ScratchModel;
import io.skipruntime.testkit.comparison.State;
import io.skipruntime.testkit.scratch.ClockContents;
import io.skipruntime.testkit.scratch.InputTypes;
import io.skipruntime.testkit.scratch.ScratchEvaluation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of steps on a service of a user's, compared with evaluation from scratch.
 *
 * <ul>
 *   <li>{@code current} has the version that runs, and those that ran, by number.
 *   <li>The parameters that the comparison is given are decoded, so that equal ones are one
 *       instance.
 * </ul>
 */
final class Trial implements AutoCloseable {

  private final List<? extends Supplier<? extends SkipService<?, ?>>> versions;
  private final Map<Integer, SkipService<?, ?>> current = new HashMap<>();
  private final FakeClock clock = new FakeClock();
  private final ServiceInstance instance;
  private @Nullable Comparison comparison;

  /**
   * Starts the first version of a service.
   *
   * @throws SkipException if it cannot be started
   */
  Trial(List<? extends Supplier<? extends SkipService<?, ?>>> versions) {
    this.versions = versions;
    SkipService<?, ?> service = versions.getFirst().get();
    current.put(0, service);
    this.instance =
        ServiceInstance.start(
            service,
            EngineOptions.defaults()
                .withoutSinks()
                .withClock(clock)
                .withIdleMillis(Comparison.IDLE_MILLIS)
                .withResumeMillis(Comparison.RESUME_MILLIS)
                .withVerifyDeterminism());
  }

  int commits() {
    return comparison == null ? 0 : comparison.commits();
  }

  int refusals() {
    return comparison == null ? 0 : comparison.refusals();
  }

  /**
   * Carries out all steps, then closes and collects what they left open.
   *
   * @throws Difference that says what differed after which step
   */
  void carryOut(List<Step> steps) {
    inContext("at the start", () -> comparison = begun());
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      inContext(
          "step " + (i + 1) + ", " + step,
          () -> {
            take(step);
            comparison().check();
            checkNodes();
          });
    }
    inContext(
        "after closing everything",
        () -> {
          comparison().closeAll();
          checkNodes();
        });
  }

  private Comparison begun() {
    return new Comparison(
        new EmbeddedService(instance, clock),
        new ScratchModel(
            this::version,
            new ClockContents(
                clock,
                EngineOptions.defaults().clockMillis(),
                external ->
                    ScriptedExternalService.contentsOf(version(versionNumber())).of(external))),
        State.first(
            InputTypes.of(version(0)).written(Map.of(), version(0).initialData().collections())),
        false,
        new ComparisonListener() {});
  }

  private SkipService<?, ?> version(int number) {
    return current.computeIfAbsent(number, same -> versions.get(same).get());
  }

  private int versionNumber() {
    return comparison == null ? 0 : comparison.state().version();
  }

  private Comparison comparison() {
    if (comparison == null) {
      throw new IllegalStateException("the run has not begun");
    }
    return comparison;
  }

  private static void inContext(String when, Runnable action) {
    try {
      action.run();
    } catch (Difference e) {
      Difference located = new Difference(when + ":\n" + e.getMessage());
      Optional.ofNullable(e.getCause()).ifPresent(located::initCause);
      throw located;
    }
  }

  private void take(Step step) {
    switch (step) {
      case Step.Write write -> comparison().write(write.writes().entries());
      case Step.External external -> external(external);
      case Step.Read read -> comparison().read(decoded(read.instance()));
      case Step.Open open -> comparison().open(name(open.stream()), decoded(open.instance()));
      case Step.Subscribe subscribe ->
          comparison()
              .subscribe(name(subscribe.subscriber()), name(subscribe.stream()), subscribe.eager());
      case Step.Poll poll -> comparison().poll(name(poll.subscriber()));
      case Step.Unsubscribe end -> comparison().unsubscribe(name(end.subscriber()));
      case Step.Close close -> comparison().close(name(close.stream()));
      case Step.Advance advance -> comparison().advance(advance.millis());
      case Step.Reload reload -> reload(reload.version());
    }
  }

  private static String name(int number) {
    return String.valueOf(number);
  }

  private Instance decoded(Instance given) {
    Object params =
        ScratchEvaluation.parametersOf(version(versionNumber()), given.resource())
            .accept(given.params());
    return new Instance(given.resource(), CanonicalKey.of(params));
  }

  private void external(Step.External step) {
    ExternalService source = version(versionNumber()).externalServices().get(step.service());
    if (!(source instanceof ScriptedExternalService scripted)) {
      throw new IllegalArgumentException(
          "the service has no ScriptedExternalService " + step.service());
    }
    Entry<?, ?>[] entries = step.entries().toArray(Entry<?, ?>[]::new);
    ScriptedResource resource = scripted.resource(step.resource(), step.params());
    comparison().attempt(changed(step, resource), () -> resource.update(entries));
  }

  /**
   * The state after an external resource has changed, if it is in use. What the service has not
   * accepted of it comes with the change.
   */
  private State changed(Step.External step, ScriptedResource source) {
    State before = comparison().state();
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> next = new HashMap<>(before.mirrored());
    next.replaceAll((resource, contents) ->
        resource.service().equals(step.service())
                && resource.identifier().equals(step.resource())
                && resource.params().equals(step.params())
            ? changed(resource, changed(resource, Map.of(), source.contents()), step.entries())
            : contents);
    return before.withMirrored(next);
  }

  private static Map<Object, List<Object>> changed(
      ExternalResource<?, ?> resource,
      Map<Object, List<Object>> contents,
      List<? extends Entry<?, ?>> entries) {
    Codec<?> keys = Codecs.of(resource.keyType());
    Codec<?> values = Codecs.of(resource.valueType());
    return State.changed(contents, entries, keys::accept, values::accept);
  }

  private void reload(int number) {
    if (!version(versionNumber()).externalServices().isEmpty()) {
      return; // the version would come with sources of its own
    }
    SkipService<?, ?> next = versions.get(number).get();
    current.put(number, next);
    comparison().reload(comparison().state().withVersion(number), () -> instance.reload(next));
  }

  private void checkNodes() {
    comparison().checkNodes(instance.nodeCount(), instance.sourceStatuses().size(), false);
  }

  @Override
  public void close() {
    instance.close();
  }
}
