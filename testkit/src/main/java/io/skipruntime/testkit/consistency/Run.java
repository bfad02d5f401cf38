package io.skipruntime.testkit.consistency;

import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.DecodeException;
import io.skipruntime.testkit.FakeClock;
import io.skipruntime.testkit.ScriptedExternalService;
import io.skipruntime.testkit.ScriptedResource;
import io.skipruntime.testkit.contents.ContentsText;
import io.skipruntime.testkit.contents.EntryDifference;
import io.skipruntime.testkit.contents.EntryText;
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
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A run of steps on a service. After each step, all that can be seen is compared with evaluation
 * from scratch.
 *
 * <ul>
 *   <li>{@code state} is what the engine has accepted, {@code prediction} what it means.
 *   <li>Everything that is open in the service is in {@code state} or {@code streams}.
 *   <li>The parameters in {@code state} and {@code streams} are decoded, so that equal ones are one
 *       instance.
 * </ul>
 */
final class Run implements AutoCloseable {

  private static final long IDLE_MILLIS = 30_000;
  private static final long RESUME_MILLIS = 60_000;

  private final List<? extends Supplier<? extends SkipService<?, ?>>> versions;
  private final FakeClock clock = new FakeClock();
  private final Map<Integer, Step.Instance> streams = new LinkedHashMap<>();
  private final Map<Integer, Long> keptUntilMillis = new HashMap<>();
  private final Map<Integer, Subscriber> subscribers = new LinkedHashMap<>();
  private final ServiceInstance instance;
  private SkipService<?, ?> service;
  private State state;
  private Prediction prediction;
  private int commits;
  private int refusals;

  /**
   * Starts the first version of a service.
   *
   * @throws SkipException if it cannot be started
   */
  Run(List<? extends Supplier<? extends SkipService<?, ?>>> versions) {
    this.versions = versions;
    this.service = versions.getFirst().get();
    this.instance =
        ServiceInstance.start(
            service,
            EngineOptions.defaults()
                .withClock(clock)
                .withIdleMillis(IDLE_MILLIS)
                .withResumeMillis(RESUME_MILLIS)
                .withVerifyDeterminism());
    Map<String, Map<Object, List<Object>>> inputs =
        InputTypes.of(service).written(Map.of(), service.initialData().collections());
    this.state = new State(0, inputs, Set.of(), Map.of());
    this.prediction = Prediction.of(state, service);
    this.state = state.withMirrored(prediction.mirrored());
  }

  int commits() {
    return commits;
  }

  int refusals() {
    return refusals;
  }

  /**
   * Carries out all steps, then closes and collects what they left open.
   *
   * @throws Difference that says what differed after which step
   */
  void carryOut(List<Step> steps) {
    inContext("at the start", () -> requireNoFailure());
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      inContext(
          "step " + (i + 1) + ", " + step,
          () -> {
            take(step);
            checkAll();
          });
    }
    inContext("after closing everything", this::closeAll);
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

  private void requireNoFailure() {
    prediction
        .failure()
        .ifPresent(failure -> {
          throw new Difference("the service starts, though from scratch it fails", failure);
        });
  }

  private void take(Step step) {
    switch (step) {
      case Step.Write write -> write(write);
      case Step.External external -> external(external);
      case Step.Read read -> read(decoded(read.instance()));
      case Step.Open open -> open(open.stream(), decoded(open.instance()));
      case Step.Subscribe subscribe -> subscribe(subscribe);
      case Step.Poll poll ->
          find(poll.subscriber()).ifPresent(each -> each.poll(isFailed(each), contentsOf(each)));
      case Step.Unsubscribe end -> find(end.subscriber()).ifPresent(this::unsubscribe);
      case Step.Close close -> close(close.stream());
      case Step.Advance advance -> advance(advance.millis());
      case Step.Reload reload -> reload(reload.version());
    }
  }

  private Step.Instance decoded(Step.Instance given) {
    Object params =
        ScratchEvaluation.parametersOf(service, given.resource()).accept(given.params());
    return new Step.Instance(given.resource(), CanonicalKey.of(params));
  }

  private void write(Step.Write write) {
    Runnable action =
        () -> instance.transaction(all -> write.writes().entries().forEach(all::update));
    Map<String, Map<Object, List<Object>>> next;
    try {
      next = InputTypes.of(service).written(state.inputs(), write.writes().entries());
    } catch (DecodeException e) {
      act(Optional.of(e), action);
      return;
    }
    attempt(state.withInputs(next), action);
  }

  private void external(Step.External step) {
    ExternalService source = service.externalServices().get(step.service());
    if (!(source instanceof ScriptedExternalService scripted)) {
      throw new IllegalArgumentException(
          "the service has no ScriptedExternalService " + step.service());
    }
    Entry<?, ?>[] entries = step.entries().toArray(Entry<?, ?>[]::new);
    ScriptedResource resource = scripted.resource(step.resource(), step.params());
    attempt(state.changed(step, resource::contents), () -> resource.update(entries));
  }

  /** Lets the engine do what leads to {@code next}, which it must refuse exactly if that fails. */
  private void attempt(State next, Runnable action) {
    Prediction predicted = Prediction.of(next, service);
    attempt(next, predicted, predicted.failure(), action);
  }

  private void attempt(
      State next, Prediction predicted, Optional<Throwable> failure, Runnable action) {
    act(failure, action);
    if (failure.isEmpty()) {
      state = next.withMirrored(predicted.mirrored());
      prediction = predicted;
    }
  }

  private boolean attemptOpening(Step.Instance opened, Runnable action) {
    State next = state.with(opened);
    Prediction predicted = Prediction.of(next, service);
    Optional<Throwable> failure = predicted.failureOf(opened);
    attempt(next, predicted, failure, action);
    return failure.isEmpty();
  }

  private void act(Optional<? extends Throwable> failure, Runnable action) {
    try {
      action.run();
    } catch (SkipException e) {
      if (failure.isEmpty()) {
        throw new Difference("it is refused, though from scratch nothing fails", e);
      }
      refusals++;
      return;
    }
    if (failure.isPresent()) {
      throw new Difference("it is accepted, though from scratch it fails", failure.get());
    }
    commits++;
  }

  private void read(Step.Instance read) {
    if (!prediction.failing().containsKey(read)) {
      attemptOpening(read, () -> instance.getAll(read.resource(), read.params()));
    }
  }

  private void open(int stream, Step.Instance opened) {
    if (streams.containsKey(stream)) {
      return;
    }
    boolean isOpen =
        attemptOpening(
            opened,
            () ->
                instance.instantiateResource(
                    String.valueOf(stream), opened.resource(), opened.params()));
    if (isOpen) {
      streams.put(stream, opened);
      keptUntilMillis.put(stream, clock.millis() + IDLE_MILLIS);
    }
  }

  private Optional<Subscriber> find(int subscriber) {
    return Optional.ofNullable(subscribers.get(subscriber)).filter(Subscriber::isSubscribed);
  }

  private void subscribe(Step.Subscribe step) {
    if (streams.containsKey(step.stream()) && find(step.subscriber()).isEmpty()) {
      subscribers
          .computeIfAbsent(step.subscriber(), number -> new Subscriber())
          .subscribe(instance, step.stream(), step.eager());
    }
  }

  private void unsubscribe(Subscriber subscriber) {
    subscriber.unsubscribe();
    keptUntilMillis.put(subscriber.stream(), clock.millis() + Math.max(IDLE_MILLIS, RESUME_MILLIS));
  }

  private Map<Object, List<Object>> contentsOf(Subscriber subscriber) {
    return prediction.contents().getOrDefault(streams.get(subscriber.stream()), Map.of());
  }

  private boolean isFailed(Subscriber subscriber) {
    return prediction.failing().containsKey(streams.get(subscriber.stream()));
  }

  private void close(int stream) {
    if (streams.containsKey(stream)) {
      instance.closeResourceInstance(String.valueOf(stream));
      dropStream(stream);
    }
  }

  private void dropStream(int stream) {
    streams.remove(stream);
    subscribers.values().stream()
        .filter(each -> each.stream() == stream)
        .forEach(Subscriber::unsubscribe);
    subscribers.values().removeIf(each -> each.stream() == stream);
  }

  private void advance(long millis) {
    clock.advanceMillis(millis);
    instance.collectIdle();
    for (int stream : List.copyOf(streams.keySet())) {
      boolean isUsed =
          subscribers.values().stream()
              .anyMatch(each -> each.isSubscribed() && each.stream() == stream);
      if (!isUsed && keptUntilMillis.getOrDefault(stream, 0L) <= clock.millis()) {
        dropStream(stream);
      }
    }
    if (millis >= IDLE_MILLIS) {
      state = state.withInstances(new LinkedHashSet<>(streams.values()));
    }
    prediction = Prediction.of(state, service);
    state = state.withMirrored(prediction.mirrored());
  }

  private void reload(int version) {
    if (!service.externalServices().isEmpty()) {
      return; // the version would come with sources of its own
    }
    SkipService<?, ?> next = versions.get(version).get();
    State reloaded = state.withVersion(version);
    Prediction predicted = Prediction.of(reloaded, next);
    Optional<Throwable> failure = predicted.failure().or(() -> predicted.newlyFailing(prediction));
    attempt(reloaded, predicted, failure, () -> instance.reload(next));
    if (failure.isEmpty()) {
      service = next;
    }
  }

  private void checkAll() {
    prediction.contents().forEach(this::checkContents);
    prediction.failing().keySet().forEach(this::checkFailed);
    for (Subscriber subscriber : subscribers.values()) {
      if (subscriber.isSubscribed()) {
        subscriber.afterStep(isFailed(subscriber), contentsOf(subscriber));
      }
    }
    int sourcesOfFailed = prediction.failing().isEmpty() ? 0 : instance.sourceStatuses().size();
    if (instance.nodeCount() > prediction.nodeCount() + sourcesOfFailed) {
      throw new Difference(
          "the graph has "
              + instance.nodeCount()
              + " nodes, from scratch "
              + prediction.nodeCount()
              + ": nodes are left that nobody needs");
    }
  }

  private void checkContents(Step.Instance checked, Map<Object, List<Object>> expected) {
    List<Entry<Object, Object>> found;
    try {
      found = instance.getAll(checked.resource(), checked.params());
    } catch (SkipException e) {
      throw new Difference(checked + " fails, though from scratch it does not", e);
    }
    Map<Object, List<Object>> actual = new TreeMap<>(CanonicalOrder.INSTANCE);
    found.forEach(entry -> actual.put(entry.key(), entry.values()));
    if (!ContentsText.of(actual).equals(ContentsText.of(expected))) {
      List<Entry<Object, Object>> wanted = new ArrayList<>();
      expected.forEach((key, values) -> wanted.add(new Entry<>(key, values)));
      throw new Difference(
          checked
              + " is not what it is from scratch\n"
              + EntryDifference.between(wanted, found)
                  .orElseGet(() ->
                      "expected "
                          + ContentsText.of(expected)
                          + "\nfound "
                          + ContentsText.of(actual)));
    }
  }

  private void checkFailed(Step.Instance checked) {
    List<Entry<Object, Object>> found;
    try {
      found = instance.getAll(checked.resource(), checked.params());
    } catch (SkipException expected) {
      return;
    }
    throw new Difference(
        checked + " has contents, though from scratch it fails: " + EntryText.of(found));
  }

  private void closeAll() {
    List.copyOf(streams.keySet()).forEach(this::close);
    advance(IDLE_MILLIS);
    checkAll();
  }

  @Override
  public void close() {
    instance.close();
  }
}
