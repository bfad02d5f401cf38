package io.skipruntime.oracle;

import io.skipruntime.ClockResource;
import io.skipruntime.InitialData;
import io.skipruntime.Unit;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.testkit.FakeClock;
import io.skipruntime.testkit.comparison.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The twins of a service of a case: they start in a state that it has, and their time stands. */
final class Twins {

  private static final long HISTORY_MILLIS = 30_000;

  private final Case subject;
  private final FakeClock clock;

  /**
   * The twins of a service.
   *
   * @param subject the case of the service
   * @param clock its clock
   */
  Twins(Case subject, FakeClock clock) {
    this.subject = subject;
    this.clock = clock;
  }

  /** Starts one. */
  ServiceInstance start(State state) {
    return ServiceInstance.start(service(state), options(state).withHistoryMillis(HISTORY_MILLIS));
  }

  /** The program of one, with its inputs and external data. */
  ProgramService service(State state) {
    return new ProgramService(
        subject.programs().get(state.version()),
        ScriptedSource.with(SourceSteps.scripted(state.mirrored())),
        initialData(state));
  }

  private static InitialData initialData(State state) {
    InitialData data = InitialData.empty();
    for (Map.Entry<String, Map<Object, List<Object>>> input : state.inputs().entrySet()) {
      data = data.with(input.getKey(), ScriptedSource.entries(input.getValue()));
    }
    return data;
  }

  /** The options of one. */
  EngineOptions options(State state) {
    return subject.settings().options().withClock(InstantSource.fixed(accepted(state)));
  }

  /** The time that the service has: not the one of its clock, if it has refused that. */
  private Instant accepted(State state) {
    Map<Object, List<Object>> time = state.mirrored().get(ClockResource.present());
    return time == null
        ? clock.instant()
        : (Instant) time.getOrDefault(Unit.UNIT, List.of()).getFirst();
  }
}
