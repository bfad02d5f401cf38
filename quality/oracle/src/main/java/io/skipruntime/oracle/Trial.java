package io.skipruntime.oracle;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.ExternalService;
import io.skipruntime.InitialData;
import io.skipruntime.SkipException;
import io.skipruntime.SourceStatus;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.DecodeException;
import io.skipruntime.json.Json;
import io.skipruntime.testkit.FakeClock;
import io.skipruntime.testkit.consistency.Difference;
import io.skipruntime.testkit.consistency.Subscriber;
import io.skipruntime.testkit.contents.ContentsText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Runs a case with the engine and, after each step, compares all that can be seen with evaluation
 * from scratch.
 *
 * <ul>
 *   <li>{@code state} is what the engine has accepted, {@code prediction} what it means.
 *   <li>Everything that is open in the service is in {@code state} or {@code streams}.
 * </ul>
 */
final class Trial implements AutoCloseable {

  private static final long IDLE_MILLIS = 30_000;
  private static final long RESUME_MILLIS = 60_000;

  private final Case subject;
  private final FakeClock clock = new FakeClock();
  private final ScriptedSource source = new ScriptedSource();
  private final Map<Integer, State.Instance> streams = new LinkedHashMap<>();
  private final Map<Integer, Long> idleSinceMillis = new LinkedHashMap<>();
  private final Map<Integer, Subscriber> subscribers = new LinkedHashMap<>();
  private final ServiceInstance service;
  private State state = State.first();
  private Prediction prediction;
  private final SimultaneousWrites simultaneous = new SimultaneousWrites();
  private int commits;
  private final Set<String> refusals = new HashSet<>();
  private final Set<String> isolated = new HashSet<>();

  private Trial(Case subject) {
    this.subject = subject;
    this.prediction = predict(state, Set.of());
    this.service =
        ServiceInstance.start(
            service(0),
            subject
                .settings()
                .options()
                .withClock(clock)
                .withIdleMillis(IDLE_MILLIS)
                .withResumeMillis(RESUME_MILLIS)
                .withListener(this::hear));
    state = state.withMirrored(prediction.mirrored());
  }

  private void hear(EngineEvent event) {
    simultaneous.hear(event);
    if (event instanceof EngineEvent.RolledBack) {
      Recorder.ofThread().forget();
    }
  }

  /**
   * What came of a run.
   *
   * @param refusals what failed where the engine refused a step, as {@link ScriptedFailure#siteOf}
   *     has it
   * @param isolated what failed where an instance failed
   * @param difference what the engine did otherwise than evaluation from scratch; empty if nothing
   */
  record Outcome(
      int commits, Set<String> refusals, Set<String> isolated, Optional<String> difference) {}

  /** Runs a case to its end or to the first difference. */
  static Outcome run(Case subject) {
    try (Trial trial = new Trial(subject)) {
      if (trial.prediction.isFailure()) {
        return trial.outcome(Optional.of("starts, though from scratch it fails"));
      }
      return trial.run();
    } catch (SkipException e) {
      boolean expected =
          Prediction.of(
                  State.first(), subject.programs().getFirst(), new ScriptedSource(), Set.of())
              .isFailure();
      return new Outcome(
          0,
          Set.of(),
          Set.of(),
          expected ? Optional.empty() : Optional.of("does not start: " + trace(e)));
    }
  }

  private Outcome run() {
    for (int i = 0; i < subject.steps().size(); i++) {
      Step step = subject.steps().get(i);
      try {
        take(step);
        checkAll();
      } catch (Difference e) {
        return outcome(Optional.of("step " + (i + 1) + ", " + step + ":\n" + e.getMessage()));
      } catch (RuntimeException e) {
        return outcome(Optional.of("step " + (i + 1) + ", " + step + ": " + trace(e)));
      }
    }
    try {
      closeAll();
    } catch (Difference e) {
      return outcome(Optional.of("after closing all:\n" + e.getMessage()));
    }
    return outcome(Optional.empty());
  }

  private static String trace(RuntimeException e) {
    StringBuilder text = new StringBuilder(e.toString());
    for (StackTraceElement frame : e.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }

  private Outcome outcome(Optional<String> difference) {
    return new Outcome(commits, refusals, isolated, difference);
  }

  private ProgramService service(int program) {
    return new ProgramService(subject.programs().get(program), source);
  }

  private Prediction predict(State next, Set<ScriptedSource.Resource> loaded) {
    return Prediction.of(next, subject.programs().get(next.program()), source, loaded);
  }

  private void take(Step step) {
    switch (step) {
      case Step.Write write -> write(write);
      case Step.WriteTogether together -> writeTogether(together.writes());
      case Step.Open open -> open(open);
      case Step.Read read -> read(read);
      case Step.Subscribe subscribe -> subscribe(subscribe);
      case Step.Poll poll -> poll(poll.subscriber());
      case Step.Unsubscribe end -> find(end.subscriber()).ifPresent(this::unsubscribe);
      case Step.Close close -> close(close.stream());
      case Step.External external -> external(external);
      case Step.Collect collect -> collect(collect.millis());
      case Step.Reload reload -> reload(reload.program() % subject.programs().size());
    }
  }

  private void write(Step.Write write) {
    Runnable action = () -> carryOut(write);
    State next;
    try {
      next = state.written(write);
    } catch (DecodeException e) {
      act(Optional.of(e), action);
      return;
    }
    attempt(next, action);
  }

  private Watermark carryOut(Step.Write write) {
    return service.transaction(writes ->
        write.changes().forEach((name, changes) -> writes.update(name, entries(changes))));
  }

  private void writeTogether(List<Step.Write> writes) {
    if (!state.mirrored().isEmpty() || usesExternals()) {
      writes.forEach(this::write); // who waits for data loses its place in the order
      subscribers.values().forEach(Subscriber::missACommit);
      return;
    }
    GroupPrediction predicted =
        GroupPrediction.of(
            writes,
            state,
            subject.settings().has(Settings.Switch.GROUP_COMMIT),
            next -> predict(next, loaded()));
    predicted.check(
        simultaneous.run(
            service,
            writes.stream().<Supplier<Watermark>>map(each -> () -> carryOut(each)).toList()));
    refusals.addAll(predicted.refusals());
    commits += predicted.commitCount();
    if (predicted.commitCount() > 1) {
      subscribers.values().forEach(Subscriber::missACommit);
    }
    state = predicted.state();
    prediction = predicted.prediction().orElse(prediction);
  }

  private boolean usesExternals() {
    return subject.programs().toString().contains(Operator.EXTERNAL.name());
  }

  private static List<Entry<Json, Json>> entries(List<Step.Change> changes) {
    return changes.stream().map(change -> new Entry<>(change.key(), change.values())).toList();
  }

  /** Has the engine do what leads to {@code next}, which it must refuse exactly if that fails. */
  private void attempt(State next, Runnable action) {
    Prediction predicted = predict(next, loaded());
    attempt(next, predicted, predicted.failure(), action);
  }

  private void attempt(
      State next, Prediction predicted, Optional<Throwable> failure, Runnable action) {
    Recorder recorder = Recorder.ofThread();
    recorder.start();
    Map<Recorder.Ran, Integer> ran;
    try {
      act(failure, action);
    } finally {
      ran = recorder.stop();
    }
    if (failure.isEmpty()) {
      if (subject.settings().has(Settings.Switch.INTERNING)
          && prediction.failing().isEmpty()
          && predicted.failing().isEmpty()) {
        int timesEach = subject.settings().has(Settings.Switch.VERIFYING) ? 2 : 1;
        new AllowedRuns(prediction, predicted).check(ran, timesEach);
      }
      state = next.withMirrored(predicted.mirrored());
      prediction = predicted;
    }
  }

  /** As attempt, where the instance must not fail; says whether it does not. */
  private boolean attemptOpening(State.Instance instance, Runnable action) {
    State next = state.with(instance);
    Prediction predicted = predict(next, loaded());
    Optional<Throwable> failure = predicted.failureOf(instance);
    attempt(next, predicted, failure, action);
    return failure.isEmpty();
  }

  private void act(Optional<? extends Throwable> failure, Runnable action) {
    try {
      action.run();
    } catch (SkipException e) {
      if (failure.isEmpty()) {
        throw new Difference("refused, though nothing fails from scratch", e);
      }
      refusals.add(ScriptedFailure.siteOf(failure.get()));
      return;
    }
    if (failure.isPresent()) {
      throw new Difference("accepted, though from scratch it fails", failure.get());
    }
    commits++;
  }

  private Set<ScriptedSource.Resource> loaded() {
    Set<ScriptedSource.Resource> loaded = new HashSet<>();
    for (SourceStatus status : service.sourceStatuses()) {
      if (status.state() == SourceStatus.State.LIVE || status.state() == SourceStatus.State.STALE) {
        loaded.add(
            new ScriptedSource.Resource(
                Kind.valueOf(status.identifier()), (int) status.params().asLong()));
      }
    }
    return loaded;
  }

  private boolean hasResource(int resource) {
    return resource < subject.programs().get(state.program()).resources().size();
  }

  private void open(Step.Open open) {
    if (streams.containsKey(open.stream()) || !hasResource(open.resource())) {
      return;
    }
    State.Instance instance = new State.Instance(open.resource(), open.parameter());
    boolean opened =
        attemptOpening(
            instance,
            () ->
                service.instantiateResource(
                    String.valueOf(open.stream()), instance.name(), instance.parameter()));
    if (opened) {
      streams.put(open.stream(), instance);
      idleSinceMillis.put(open.stream(), clock.millis());
    }
  }

  private void read(Step.Read read) {
    if (hasResource(read.resource())) {
      State.Instance instance = new State.Instance(read.resource(), read.parameter());
      if (!prediction.failing().containsKey(instance)) {
        attemptOpening(instance, () -> service.getAll(instance.name(), instance.parameter()));
      }
    }
  }

  private Optional<Subscriber> find(int subscriber) {
    return Optional.ofNullable(subscribers.get(subscriber)).filter(Subscriber::isSubscribed);
  }

  private void subscribe(Step.Subscribe step) {
    if (streams.containsKey(step.stream()) && find(step.subscriber()).isEmpty()) {
      subscribers
          .computeIfAbsent(step.subscriber(), number -> new Subscriber())
          .subscribe(service, step.stream(), step.eager());
    }
  }

  private void unsubscribe(Subscriber subscriber) {
    subscriber.unsubscribe();
    idleSinceMillis.put(subscriber.stream(), clock.millis());
  }

  private void poll(int subscriber) {
    find(subscriber).ifPresent(each -> each.poll(isFailed(each), contentsOf(each)));
  }

  private Map<Object, List<Object>> contentsOf(Subscriber subscriber) {
    return prediction.contents().getOrDefault(streams.get(subscriber.stream()), Map.of());
  }

  private void close(int stream) {
    if (streams.remove(stream) != null) {
      service.closeResourceInstance(String.valueOf(stream));
      dropStream(stream);
    }
  }

  private void dropStream(int stream) {
    subscribers
        .values()
        .removeIf(each -> {
          boolean drops = each.stream() == stream;
          if (drops) {
            each.unsubscribe();
          }
          return drops;
        });
  }

  private void external(Step.External step) {
    ScriptedSource.Resource resource = new ScriptedSource.Resource(step.values(), step.params());
    switch (step.event()) {
      case REFUSE -> source.refuse(resource);
      case ACCEPT -> source.accept(resource);
      case FAIL -> source.fail(resource);
      case ERROR ->
          source
              .callbacks(resource)
              .ifPresent(callbacks -> callbacks.error(new IllegalStateException("scripted")));
      case INVALID -> source.callbacks(resource).ifPresent(Trial::sendInvalid);
      case UPDATE, REPLACE -> update(resource, step);
    }
  }

  private static void sendInvalid(ExternalService.Callbacks callbacks) {
    Entry<Json, Json> invalid = Entry.of(Json.of("not a number"), Json.of(1));
    try {
      join(callbacks.update(List.of(invalid), false));
    } catch (RuntimeException expected) {
      return;
    }
    throw new Difference("invalid external data was accepted");
  }

  private void update(ScriptedSource.Resource resource, Step.External step) {
    boolean replaces = step.event() == Step.ExternalEvent.REPLACE;
    Map<Object, List<Object>> before = replaces ? Map.of() : source.contents(resource);
    Map<Object, List<Object>> after;
    try {
      after = State.changed(before, step.changes(), Kind.LONG, resource.values());
    } catch (DecodeException e) {
      return;
    }
    source.set(resource, after);
    Optional<ExternalService.Callbacks> callbacks = source.callbacks(resource);
    if (callbacks.isEmpty()) {
      return;
    }
    State next = state;
    if (state.mirrored().containsKey(resource)) {
      Map<ScriptedSource.Resource, Map<Object, List<Object>>> mirrored =
          new LinkedHashMap<>(state.mirrored());
      mirrored.put(resource, after);
      next = state.withMirrored(mirrored);
    }
    attempt(next, () -> join(callbacks.get().update(entries(step.changes()), replaces)));
  }

  private static void join(CompletionStage<Void> stage) {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void collect(long millis) {
    clock.advanceMillis(millis);
    service.collectIdle();
    long before = clock.millis() - IDLE_MILLIS;
    for (int stream : List.copyOf(streams.keySet())) {
      boolean isUsed =
          subscribers.values().stream()
              .anyMatch(each -> each.isSubscribed() && each.stream() == stream);
      if (!isUsed && idleSinceMillis.getOrDefault(stream, 0L) <= before) {
        streams.remove(stream);
        dropStream(stream);
      }
    }
    if (millis >= IDLE_MILLIS) {
      state = state.withInstances(new HashSet<>(streams.values()));
    }
    prediction = predict(state, loaded());
    state = state.withMirrored(prediction.mirrored());
  }

  /** Why an instance fails that does not fail now: such a reload is refused. */
  private Optional<Throwable> newlyFailing(Prediction predicted) {
    Set<State.Instance> failing = prediction.failing().keySet();
    return predicted.failing().entrySet().stream()
        .filter(each -> !failing.contains(each.getKey()))
        .<Throwable>map(Map.Entry::getValue)
        .findFirst();
  }

  private void reload(int program) {
    State next = state.reloaded(program, subject.programs().get(program));
    Prediction predicted = predict(next, loaded());
    attempt(
        next,
        predicted,
        predicted.failure().or(() -> newlyFailing(predicted)),
        () -> service.reload(service(program)));
    new ArrayList<>(streams.keySet())
        .forEach(stream -> {
          if (!state.instances().contains(streams.get(stream))) {
            streams.remove(stream);
            dropStream(stream);
          }
        });
  }

  private List<Entry<Object, Object>> contents(State.Instance instance) {
    try {
      return service.getAll(instance.name(), instance.parameter());
    } catch (SkipException e) {
      throw new Difference(instance + " fails, though from scratch it does not", e);
    }
  }

  private void checkAll() {
    prediction
        .contents()
        .forEach((instance, expected) -> {
          List<Entry<Object, Object>> entries = contents(instance);
          Map<Object, List<Object>> actual = new TreeMap<>(CanonicalOrder.INSTANCE);
          entries.forEach(entry -> actual.put(entry.key(), entry.values()));
          if (!ContentsText.of(actual).equals(ContentsText.of(expected))) {
            throw new Difference(
                instance
                    + " is\n  "
                    + ContentsText.of(actual)
                    + "\nfrom scratch it is\n  "
                    + ContentsText.of(expected));
          }
        });
    prediction.failing().forEach(this::checkFailed);
    for (Subscriber subscriber : subscribers.values()) {
      if (subscriber.isSubscribed()) {
        subscriber.afterStep(isFailed(subscriber), contentsOf(subscriber));
      }
    }
    if (subject.settings().has(Settings.Switch.INTERNING)) {
      checkNodeCount();
    }
  }

  private void checkNodeCount() {
    int nodes = service.nodeCount();
    int heldByFailed = prediction.failing().isEmpty() ? 0 : loaded().size();
    if (nodes < prediction.nodeCount() || nodes > prediction.nodeCount() + heldByFailed) {
      throw new Difference(
          "there are " + service.nodeCount() + " nodes, from scratch " + prediction.nodeCount());
    }
  }

  private void checkFailed(State.Instance instance, Throwable failure) {
    isolated.add(ScriptedFailure.siteOf(failure));
    try {
      service.getAll(instance.name(), instance.parameter());
    } catch (ComputationException expected) {
      return;
    }
    throw new Difference(instance + " has contents, though from scratch it fails");
  }

  private boolean isFailed(Subscriber subscriber) {
    return prediction.failing().containsKey(streams.get(subscriber.stream()));
  }

  private void closeAll() {
    List.copyOf(streams.keySet()).forEach(this::close);
    collect(IDLE_MILLIS);
    checkAll();
    int sources = service.sourceStatuses().size();
    if (sources != prediction.mirrored().size()) {
      throw new Difference(
          sources + " sources are subscribed, in use are " + prediction.mirrored().keySet());
    }
    Leftovers.check(
        service,
        new ProgramService(
            subject.programs().get(state.program()),
            ScriptedSource.with(state.mirrored()),
            initialData(state)),
        subject.settings());
  }

  private static InitialData initialData(State state) {
    InitialData data = InitialData.empty();
    for (Map.Entry<String, Map<Object, List<Object>>> input : state.inputs().entrySet()) {
      data = data.with(input.getKey(), ScriptedSource.entries(input.getValue()));
    }
    return data;
  }

  @Override
  public void close() {
    service.close();
  }
}
