package io.skipruntime.oracle;

import io.skipruntime.ClockResource;
import io.skipruntime.ExternalResource;
import io.skipruntime.SkipException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.testkit.FakeClock;
import io.skipruntime.testkit.comparison.Comparison;
import io.skipruntime.testkit.comparison.ComparisonListener;
import io.skipruntime.testkit.comparison.Difference;
import io.skipruntime.testkit.comparison.EmbeddedService;
import io.skipruntime.testkit.comparison.Instance;
import io.skipruntime.testkit.comparison.Model;
import io.skipruntime.testkit.comparison.Prediction;
import io.skipruntime.testkit.comparison.ScratchModel;
import io.skipruntime.testkit.comparison.State;
import io.skipruntime.testkit.scratch.ClockContents;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The run of a case with the engine: what it does to the service, and what is to be seen of a
 * random program that a comparison does not look at, such as which functions run.
 */
final class Trial implements AutoCloseable, ComparisonListener {

  private static final long PATIENCE_MILLIS = 30_000;
  private static final int MOST_ATTEMPTS = 3;

  /** After one of so many steps all collections are looked at, which must change nothing. */
  private static final int STEPS_PER_LOOK = 3;

  private final Case subject;
  private final boolean explains;
  private final FakeClock clock = new FakeClock();
  private final ScriptedSource source = new ScriptedSource();
  private final SourceSteps sources = new SourceSteps(source);
  private final Model model = new ScratchModel(this::service, this::contentsOf);
  private final SimultaneousWrites simultaneous = new SimultaneousWrites();
  private final Set<String> refusals = new HashSet<>();
  private final Set<String> isolated = new HashSet<>();
  private Map<Recorder.Ran, Integer> ran = Map.of();
  private final Restarts restarts = new Restarts(model);
  private final Twins twins;
  private final Optional<Storage> storage;
  private int programVersion;
  private boolean runsBesideTheModel;
  private int explanations;
  private @Nullable ServiceInstance service;
  private @Nullable Comparison comparison;

  private Trial(Case subject, boolean explains) {
    this.subject = subject;
    this.explains = explains;
    this.twins = new Twins(subject, clock);
    this.storage = subject.isPersistent() ? Optional.of(new Storage()) : Optional.empty();
  }

  /** What identifies a version of a program. */
  private static String version(int program, int version) {
    return program + "." + version;
  }

  private void hear(EngineEvent event) {
    simultaneous.hear(event);
    if (event instanceof EngineEvent.RolledBack) {
      Recorder.ofThread().forget();
    }
  }

  /**
   * The outcome of a run.
   *
   * @param explanations how many entries were explained, and that checked
   * @param refusals what failed where the engine refused a step, as {@link ScriptedFailure#siteOf}
   *     has it
   * @param isolated what failed where an instance failed
   * @param difference what the engine did otherwise than evaluation from scratch; empty if nothing
   */
  record Outcome(
      int commits,
      int explanations,
      Set<String> refusals,
      Set<String> isolated,
      Optional<String> difference) {}

  /** Runs a case to its end or to the first difference; again if writes lost their order. */
  static Outcome run(Case subject) {
    return run(subject, false);
  }

  /**
   * As {@link #run(Case)}.
   *
   * @param explains whether the service is asked in the end why its entries have their values
   */
  static Outcome run(Case subject, boolean explains) {
    for (int attempt = 1; ; attempt++) {
      try (Trial trial = new Trial(subject, explains)) {
        return trial.outcome(trial.difference());
      } catch (SimultaneousWrites.OrderLostException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Optional<String> difference() {
    State first = State.first(Map.of());
    try {
      service = start(0);
    } catch (SkipException e) {
      return model.predict(first).failure().isPresent()
          ? Optional.empty()
          : Optional.of("does not start: " + trace(e));
    }
    Optional<String> difference =
        during(
            "at the start",
            () -> comparison = new Comparison(compared(), model, first, false, this));
    for (int i = 0; difference.isEmpty() && i < subject.steps().size(); i++) {
      Step step = subject.steps().get(i);
      boolean isLookedAt = i % STEPS_PER_LOOK == 0;
      difference =
          during(
              "step " + (i + 1) + ", " + step,
              () -> {
                take(step);
                Restarts.awaitSources(service());
                comparison().check();
                checkNodes();
                if (isLookedAt) {
                  service().inspector().nodes();
                }
              });
    }
    if (difference.isEmpty() && explains) {
      difference = during("in the end", this::checkWhy);
    }
    return difference.isPresent() ? difference : during("after closing all", this::closeAll);
  }

  private ServiceInstance start(int program) {
    EngineOptions options =
        subject
            .settings()
            .options()
            .withClock(clock)
            .withIdleMillis(Comparison.IDLE_MILLIS)
            .withResumeMillis(Comparison.RESUME_MILLIS)
            .withListener(this::hear);
    return ServiceInstance.start(
        service(program),
        storage
            .map(kept -> kept.keepingIn(options, version(program, programVersion)))
            .orElse(options));
  }

  private static Optional<String> during(String what, Runnable action) {
    try {
      action.run();
      return Optional.empty();
    } catch (Difference e) {
      return Optional.of(what + ":\n" + e.getMessage());
    } catch (SimultaneousWrites.OrderLostException e) {
      throw e;
    } catch (RuntimeException e) {
      return Optional.of(what + ": " + trace(e));
    }
  }

  private static String trace(RuntimeException e) {
    StringBuilder text = new StringBuilder(e.toString());
    for (StackTraceElement frame : e.getStackTrace()) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }

  private Outcome outcome(Optional<String> difference) {
    int commits = comparison == null ? 0 : comparison.commits();
    return new Outcome(commits, explanations, refusals, isolated, difference);
  }

  private EmbeddedService compared() {
    return new EmbeddedService(service(), clock, storage.isPresent() ? PATIENCE_MILLIS : 0);
  }

  private ServiceInstance service() {
    if (service == null) {
      throw new IllegalStateException("there is no service");
    }
    return service;
  }

  private Comparison comparison() {
    if (comparison == null) {
      throw new IllegalStateException("the comparison has not begun");
    }
    return comparison;
  }

  private ProgramService service(int program) {
    return new ProgramService(subject.programs().get(program), source);
  }

  private Map<Object, List<Object>> contentsOf(ExternalResource<?, ?> external) {
    return new ClockContents(
            clock,
            EngineOptions.defaults().clockMillis(),
            other -> sources.contentsOf(other, service))
        .of(external);
  }

  private void take(Step step) {
    Comparison all = comparison();
    switch (step) {
      case Step.Write write -> all.write(write.entries());
      case Step.WriteTogether together -> writeTogether(together.writes());
      case Step.Mix mix -> {
        runsBesideTheModel = asksLazily();
        all.command(Mixing.NAME, mix.seed(), clock.instant());
        runsBesideTheModel = false;
      }
      case Step.Open open -> {
        if (hasResource(open.resource())) {
          all.open(name(open.stream()), instance(open.resource(), open.parameter()));
        }
      }
      case Step.Read read -> {
        if (hasResource(read.resource())) {
          all.read(instance(read.resource(), read.parameter()));
        }
      }
      case Step.Subscribe subscribe ->
          all.subscribe(name(subscribe.subscriber()), name(subscribe.stream()), subscribe.eager());
      case Step.Poll poll -> all.poll(name(poll.subscriber()));
      case Step.Unsubscribe end -> all.unsubscribe(name(end.subscriber()));
      case Step.Close close -> all.close(name(close.stream()));
      case Step.External external -> sources.take(external, comparison());
      case Step.Collect collect -> all.advance(collect.millis());
      case Step.Reload reload -> reload(reload.program() % subject.programs().size());
      case Step.Restart restart -> restart(restart);
      case Step.Crash crash -> crash(crash);
    }
  }

  private static String name(int number) {
    return String.valueOf(number);
  }

  private static Instance instance(int resource, long parameter) {
    return new Instance(Program.resourceName(resource), parameter);
  }

  private boolean hasResource(int resource) {
    return resource < subject.programs().get(comparison().state().version()).resources().size();
  }

  private void writeTogether(List<Step.Write> writes) {
    if (!comparison().state().mirrored().isEmpty() || usesExternals()) {
      // who waits for data loses its place in the order
      writes.forEach(each -> comparison().write(each.entries()));
      comparison().missACommit();
      return;
    }
    GroupPrediction predicted =
        GroupPrediction.of(
            writes,
            comparison().state(),
            subject.settings().has(Settings.Switch.GROUP_COMMIT),
            model);
    List<CompletableFuture<Watermark>> outcomes =
        simultaneous.run(
            service(),
            writes.stream().<Supplier<Watermark>>map(each -> () -> carryOut(each)).toList());
    try {
      predicted.check(outcomes);
    } catch (Difference e) {
      throw simultaneous.mayHaveLostOrder() ? new SimultaneousWrites.OrderLostException(e) : e;
    }
    refusals.addAll(predicted.refusals());
    predicted
        .prediction()
        .ifPresent(
            meaning -> comparison().accept(predicted.state(), meaning, predicted.commitCount()));
  }

  private Watermark carryOut(Step.Write write) {
    return service().transaction(all -> write.entries().forEach(all::update));
  }

  /** Whether a command may ask for lazy entries, which run then though nothing has changed. */
  private boolean asksLazily() {
    return subject.programs().stream()
        .flatMap(program -> program.nodes().stream())
        .anyMatch(node -> node.operator().isLazy());
  }

  private boolean usesExternals() {
    String text = subject.programs().toString();
    return text.contains(Operator.EXTERNAL.name()) || text.contains(Operator.DURING.name());
  }

  @Override
  public void begins() {
    Recorder.ofThread().start();
  }

  @Override
  public void ended() {
    ran = Recorder.ofThread().stop();
  }

  @Override
  public void accepted(Prediction before, Prediction after) {
    boolean ranOnOlder = sources.beginWithOlder(after.mirrored().keySet());
    if (!runsBesideTheModel
        && !ranOnOlder
        && subject.settings().has(Settings.Switch.INTERNING)
        && before.failing().isEmpty()
        && after.failing().isEmpty()) {
      int timesEach = subject.settings().has(Settings.Switch.VERIFYING) ? 2 : 1;
      new AllowedRuns(before.evaluation().orElseThrow(), after.evaluation().orElseThrow())
          .check(ran, timesEach);
    }
  }

  @Override
  public void refused(Throwable failure) {
    refusals.add(ScriptedFailure.siteOf(failure));
  }

  @Override
  public void isFailing(Instance instance, Throwable failure) {
    restarts.isFailing(instance);
    isolated.add(ScriptedFailure.siteOf(failure));
  }

  private void reload(int program) {
    comparison()
        .reload(stateOf(program, comparison().state()), () -> service().reload(service(program)));
  }

  /** The state of another program; instances of resources that it lacks are gone. */
  private State stateOf(int program, State before) {
    Program next = subject.programs().get(program);
    return before
        .withVersion(program)
        .withInstances(before.instances().stream().filter(next::has).toList());
  }

  /** Whether the sources and the clock have what the service has of them. */
  private boolean hasAllDelivered() {
    Map<ExternalResource<?, ?>, Map<Object, List<Object>>> mirrored =
        comparison().state().mirrored();
    ExternalResource<?, ?> time = ClockResource.present();
    return sources.haveAll(SourceSteps.scripted(mirrored))
        && (!mirrored.containsKey(time) || contentsOf(time).equals(mirrored.get(time)));
  }

  private void restart(Step.Restart step) {
    if (hasAllDelivered()) {
      sources.close(service());
      startAgain(step.program(), step.version(), List.of(comparison().state()));
    }
  }

  private void crash(Step.Crash step) {
    if (!hasAllDelivered()) {
      return;
    }
    Storage kept = storage.orElseThrow();
    State before = comparison().state();
    kept.dieAfter(step.changes());
    List<State> possible =
        step.write().changes().isEmpty()
            ? List.of(before)
            : restarts.write(before, step.write(), () -> carryOut(step.write()));
    kept.dieAfter(0);
    Watermark shown = service().watermark();
    sources.close(service());
    startAgain(step.program(), step.version(), possible);
    if (service().watermark().tick() < shown.tick()) {
      throw new Difference(shown + " was shown, and now it is " + service().watermark());
    }
  }

  private void startAgain(int program, int version, List<State> possible) {
    int number = program % subject.programs().size();
    sources.restarted();
    int versionBefore = programVersion;
    programVersion = version;
    List<State> next = possible.stream().map(each -> stateOf(number, each)).toList();
    try {
      service = start(number);
    } catch (SkipException e) {
      restarts.requireRefusal(next, e);
      programVersion = versionBefore;
      next = possible;
      service = start(possible.getFirst().version());
    }
    Restarts.awaitSources(service());
    State recovered = restarts.recovered(service(), next);
    Map<String, Instance> streams = comparison().streams();
    comparison().restarted(compared(), recovered, restarts.lost(service(), streams, recovered));
    // collects the instances that were opened while records were carried out again, and closed;
    // until then they follow the clock
    runsBesideTheModel = service().instanceCount() > comparison().state().instances().size();
    comparison().advance(Comparison.IDLE_MILLIS);
    runsBesideTheModel = false;
  }

  private void checkNodes() {
    if (subject.settings().has(Settings.Switch.INTERNING)) {
      comparison().checkNodes(service().nodeCount(), SourceSteps.mirroredCount(service()), true);
    }
  }

  private void checkWhy() {
    State state = comparison().state();
    if (model.predict(state).failure().isEmpty()) {
      explanations += new WhyCheck(service(), twins::start, model, state).check();
    }
  }

  private void closeAll() {
    comparison().closeAll();
    checkNodes();
    State state = comparison().state();
    sources.awaitOnly(state.mirrored().keySet(), service());
    Leftovers.check(service(), twins.service(state), twins.options(state));
    sources.close(service());
  }

  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
    storage.ifPresent(Storage::close);
  }
}
