package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.Unit;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.MovedClock;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Watermark;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.log.LogOptions;
import io.skipruntime.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * Services with rows that have their time, which crash and recover: what the clock has said is
 * recorded, so that each tick comes back with the time that it had.
 */
class ClockRestartTest {

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final JournalOptions SMALL =
      JournalOptions.defaults().withLog(new LogOptions(1 << 20, 1 << 16, 0, 1, 1));

  /** Sessions by name, each with the seconds after the start at which it ends. */
  record SessionsService() implements SkipService<SessionsService.Inputs, SessionsService.Shared> {

    record Inputs(EagerCollection<String, Long> sessions) {}

    record Shared(EagerCollection<String, Long> open, EagerCollection<Unit, Instant> clock) {}

    record Open() implements Resource<Shared> {
      @Override
      public EagerCollection<String, Long> instantiate(Shared in, Context context) {
        return in.open();
      }
    }

    record Clock() implements Resource<Shared> {
      @Override
      public EagerCollection<Unit, Instant> instantiate(Shared in, Context context) {
        return in.clock();
      }
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.of("open", Open.class).and("clock", Clock.class);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.sessions().during(seconds -> null, START::plusSeconds), context.clock());
    }
  }

  /** The sessions without a look at the time. */
  record AllSessionsService()
      implements SkipService<SessionsService.Inputs, SessionsService.Inputs> {

    @Override
    public Resources<SessionsService.Inputs> resources() {
      return Resources.empty();
    }

    @Override
    public SessionsService.Inputs createGraph(SessionsService.Inputs in, Context context) {
      return in;
    }
  }

  /** The sessions, beside a source that takes as long as a test wants to be subscribed. */
  record BesideService(CountDownLatch subscribed)
      implements SkipService<SessionsService.Inputs, SessionsService.Shared> {

    @Override
    public Resources<SessionsService.Shared> resources() {
      return new SessionsService().resources();
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("beside", new Source(subscribed));
    }

    @Override
    public SessionsService.Shared createGraph(SessionsService.Inputs in, Context context) {
      context.useExternalResource(ExternalResource.of("beside", "all", Long.class, Long.class));
      return new SessionsService().createGraph(in, context);
    }

    private record Source(CountDownLatch subscribed) implements ExternalService {

      @Override
      public CompletionStage<Void> subscribe(
          String instance, String resource, Json params, Callbacks callbacks) {
        try {
          subscribed.await();
        } catch (InterruptedException e) {
          return CompletableFuture.failedStage(e);
        }
        return callbacks.update(List.of(Entry.of(1L, 1L)), true);
      }

      @Override
      public void unsubscribe(String instance) {
        // it delivers nothing more
      }
    }
  }

  private static ServiceInstance start(FaultyFiles files, MovedClock clock) {
    return start(new SessionsService(), files, clock);
  }

  private static ServiceInstance start(
      SkipService<?, ?> service, FaultyFiles files, MovedClock clock) {
    return ServiceInstance.start(
        service,
        EngineOptions.defaults()
            .withClock(clock)
            .withHistoryMillis(3_600_000)
            .withPersistence(
                Persistence.in(files, SMALL).withProgramVersion(service.getClass().getName())));
  }

  private static void put(ServiceInstance service, String session, long seconds) {
    service.update("sessions", List.of(Entry.of(session, seconds)));
  }

  private static Instant time(ServiceInstance service) {
    return service.<Instant>getArray("clock", none(), Unit.UNIT).getFirst();
  }

  private static Resources.NoParameters none() {
    return new Resources.NoParameters();
  }

  private static void awaitSnapshot(ServiceInstance service) {
    while (service.storage().orElseThrow().figures().getOrDefault("snapshots_total", 0.0) == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void time_isReplayed_asItWasRecorded_thoughTheClockSaysAnother() {
    FaultyFiles files = new FaultyFiles();
    MovedClock clock = new MovedClock(START);
    ServiceInstance service = start(files, clock);
    awaitSnapshot(service);
    put(service, "short", 10);
    put(service, "long", 1_000);
    clock.set(START.plusSeconds(20));
    List<Entry<Object, Object>> open = service.getAll("open");
    Watermark shown = service.watermark();
    FaultyFiles left = files.afterCrash();
    service.close();

    MovedClock putBack = new MovedClock(START.plusSeconds(3));
    try (ServiceInstance next = start(left, putBack)) {
      assertThat(next.watermark()).isEqualTo(shown);
      assertThat(next.getAll("open")).isEqualTo(open);
      assertThat(open).containsExactly(Entry.of("long", 1_000L));
      assertThat(time(next)).isEqualTo(START.plusSeconds(20));
      putBack.set(START.plusSeconds(1_000));
      assertThat(next.getAll("open")).isEmpty();
      assertThat(next.watermark().tick()).isEqualTo(shown.tick() + 1);
    }
  }

  @Test
  void eachTick_hasTheTimeThatItHad_afterAnOrderlyStop_andThenTheTimeThatItIs() {
    FaultyFiles files = new FaultyFiles();
    MovedClock clock = new MovedClock(START);
    try (ServiceInstance service = start(files, clock)) {
      put(service, "short", 10);
      clock.set(START.plusSeconds(5));
    }
    MovedClock later = new MovedClock(START.plusSeconds(60));
    try (ServiceInstance next = start(files, later)) {
      assertThat(time(next)).isEqualTo(START.plusSeconds(60));
      assertThat(next.getAll("open")).isEmpty();
    }
  }

  @Test
  void presentTime_isThereWhenTheServiceIs_thoughAnotherSourceTakesLong() {
    FaultyFiles files = new FaultyFiles();
    CountDownLatch done = new CountDownLatch(0);
    try (ServiceInstance service =
        start(new BesideService(done), files, new MovedClock(START.plusSeconds(5)))) {
      put(service, "short", 10);
    }
    CountDownLatch subscribed = new CountDownLatch(1);
    MovedClock later = new MovedClock(START.plusSeconds(60));
    try (ServiceInstance next = start(new BesideService(subscribed), files, later)) {
      assertThat(time(next)).isEqualTo(START.plusSeconds(60));
      assertThat(next.getAll("open")).isEmpty();
      later.set(START.plusSeconds(61));
      assertThat(time(next)).isEqualTo(START.plusSeconds(61));
      subscribed.countDown();
    }
  }

  @Test
  void timeThatNoFunctionFollowed_isForgotten_andNothingIsComputedOfIt() {
    FaultyFiles files = new FaultyFiles();
    MovedClock clock = new MovedClock(START);
    try (ServiceInstance service = start(files, clock)) {
      put(service, "short", 10);
    }
    MovedClock later = new MovedClock(START.plusSeconds(60));
    try (ServiceInstance next = start(new AllSessionsService(), files, later)) {
      Watermark before = next.watermark();
      next.reload(new SessionsService());
      assertThat(time(next)).isEqualTo(START.plusSeconds(60));
      assertThat(next.getAll("open")).isEmpty();
      assertThat(next.watermark().tick()).isEqualTo(before.tick() + 1);
    }
  }
}
