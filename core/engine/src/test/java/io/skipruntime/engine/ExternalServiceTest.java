package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.ContextMapper;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.Values;
import io.skipruntime.WiringException;
import io.skipruntime.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExternalServiceTest {

  /** A source whose data a test delivers. */
  static final class Weather implements ExternalService {
    final Map<String, Callbacks> callbacks = new ConcurrentHashMap<>();
    final Map<String, CompletableFuture<Void>> subscriptions = new ConcurrentHashMap<>();
    final Map<String, String> instances = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> ended = new ConcurrentLinkedQueue<>();
    final CountDownLatch slowSubscribed = new CountDownLatch(1);
    volatile Runnable atShutdown = () -> {};
    volatile Runnable atUnsubscribe = () -> {};
    volatile List<Entry<Json, Json>> firstOfSlow = List.of();
    volatile CountDownLatch unsubscribed = new CountDownLatch(1);

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks toCall) {
      String city = resource + params;
      instances.put(instance, city);
      callbacks.put(city, toCall);
      if (resource.equals("failing")) {
        return CompletableFuture.failedStage(new IllegalStateException("no such city"));
      }
      if (resource.equals("slow")) {
        if (!firstOfSlow.isEmpty()) {
          toCall.update(firstOfSlow, true);
        }
        slowSubscribed.countDown();
        return subscriptions.computeIfAbsent(city, name -> new CompletableFuture<>());
      }
      return toCall.update(List.of(Entry.of(Json.of("t"), Json.of(20))), true);
    }

    /** The subscriptions that were ended, once for each time. */
    List<String> unsubscribed() {
      return List.copyOf(ended);
    }

    Callbacks callbacks(String city) {
      return Objects.requireNonNull(callbacks.get(city));
    }

    @Override
    public CompletionStage<Void> shutdown() {
      atShutdown.run();
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void unsubscribe(String instance) {
      atUnsubscribe.run();
      ended.add(instance);
      callbacks.remove(instances.getOrDefault(instance, ""));
      unsubscribed.countDown();
    }
  }

  static EagerCollection<String, Long> weather(Context context, String resource, String city) {
    return context.useExternalResource(
        ExternalResource.of("weather", resource, String.class, Long.class)
            .withParams(Json.of(city)));
  }

  record InCity() implements ContextMapper<Long, String, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<String> city, Emitter<Long, Long> out, Context context) {
      String resource = city.getUnique().startsWith("far") ? "slow" : "now";
      out.emit(key, weather(context, resource, city.getUnique()).getUnique("t", -1L));
    }
  }

  record At(String resource, String city) implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared shared, Context context) {
      return weather(context, resource, city);
    }
  }

  record Inputs(EagerCollection<Long, String> cities) {}

  record Shared(EagerCollection<String, Long> home, EagerCollection<Long, Long> byCity) {}

  record Forecast(Weather source) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("home", (shared, context) -> shared.home())
          .and("byCity", (shared, context) -> shared.byCity())
          .and("at", At.class);
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("weather", source);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(weather(context, "now", "Home"), in.cities().map(new InCity()));
    }
  }

  private final Weather source = new Weather();
  private final TestClock clock = new TestClock();
  private final ServiceInstance service =
      ServiceInstance.start(new Forecast(source), EngineOptions.defaults().withClock(clock));

  @AfterEach
  void close() {
    service.close();
  }

  private List<Entry<String, Long>> home() {
    return service.getAll("home", new Resources.NoParameters());
  }

  private static Entry<Json, Json> temperature(long degrees) {
    return Entry.of(Json.of("t"), Json.of(degrees));
  }

  private SourceStatus status(String city) {
    return service.sourceStatuses().stream()
        .filter(status -> status.params().equals(Json.of(city)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void source_usedInCreateGraph_isMirrored() {
    assertThat(home()).containsExactly(Entry.of("t", 20L));
    source.callbacks("now\"Home\"").update(List.of(temperature(21)), false);
    assertThat(home()).containsExactly(Entry.of("t", 21L));
    assertThat(status("Home").state()).isEqualTo(SourceStatus.State.LIVE);
  }

  @Test
  void source_isStale_whenItReportsAnErrorOrSendsWhatDoesNotFit_andLiveAgainAfter() {
    ExternalService.Callbacks callbacks = source.callbacks("now\"Home\"");
    callbacks.error(new IllegalStateException("connection lost"));
    assertThat(status("Home").state()).isEqualTo(SourceStatus.State.STALE);
    assertThat(status("Home").reason()).contains("connection lost");
    callbacks.update(List.of(Entry.of(Json.of("t"), Json.of("warm"))), false);
    assertThat(status("Home").state()).isEqualTo(SourceStatus.State.STALE);
    assertThat(home()).containsExactly(Entry.of("t", 20L));
    callbacks.update(List.of(temperature(5)), false);
    assertThat(status("Home").state()).isEqualTo(SourceStatus.State.LIVE);
    assertThat(home()).containsExactly(Entry.of("t", 5L));
  }

  @Test
  void source_usedInAMapper_livesAsLongAsItsEntry() throws InterruptedException {
    service.update("cities", List.of(Entry.of(1L, "Oslo")));
    source.callbacks("now\"Oslo\"").update(List.of(temperature(-3)), true);
    assertThat(service.<Long>getArray("byCity", new Resources.NoParameters(), 1L))
        .containsExactly(-3L);
    service.update("cities", List.of(Entry.deleted(1L)));
    assertThat(source.unsubscribed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(source.callbacks).containsOnlyKeys("now\"Home\"");
  }

  @Test
  void source_usedInAResource_isReleased_whenTheInstanceIsCollected() throws InterruptedException {
    assertThat(service.<String, Long>getAll("at", new At("now", "Rome")))
        .containsExactly(Entry.of("t", 20L));
    clock.advanceMillis(30_001);
    service.collectIdle();
    assertThat(source.unsubscribed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(source.callbacks).containsOnlyKeys("now\"Home\"");
  }

  @Test
  void otherWriters_goOn_whileARequestWaitsForASource() throws Exception {
    CompletableFuture<List<Entry<String, Long>>> waiting =
        CompletableFuture.supplyAsync(() -> service.getAll("at", new At("slow", "Pisa")));
    assertThat(source.slowSubscribed.await(10, TimeUnit.SECONDS)).isTrue();
    service.update("cities", List.of(Entry.of(1L, "Home")));
    assertThat(waiting).isNotDone();
    assertThat(status("Pisa").state()).isEqualTo(SourceStatus.State.LOADING);
    source.callbacks("slow\"Pisa\"").update(List.of(temperature(30)), true);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).containsExactly(Entry.of("t", 30L));
  }

  @Test
  void writeThatNeedsASource_isPutAside_andRunAgainOnWhatOthersWroteMeanwhile() throws Exception {
    Watermark before = service.watermark();
    CompletableFuture<Watermark> waiting =
        CompletableFuture.supplyAsync(() ->
            service.update("cities", List.of(Entry.of(1L, "far away"), Entry.of(2L, "Oslo"))));
    assertThat(source.slowSubscribed.await(10, TimeUnit.SECONDS)).isTrue();
    service.update("cities", List.of(Entry.of(1L, "Rome"), Entry.of(3L, "Bern")));
    assertThat(waiting).isNotDone();
    assertThat(service.<Long, Long>getAll("byCity"))
        .containsExactly(Entry.of(1L, 20L), Entry.of(3L, 20L));
    source.callbacks("slow\"far away\"").update(List.of(temperature(-40)), true);
    assertThat(waiting.get(10, TimeUnit.SECONDS).tick()).isGreaterThan(before.tick() + 1);
    assertThat(service.<Long, Long>getAll("byCity"))
        .containsExactly(Entry.of(1L, -40L), Entry.of(2L, 20L), Entry.of(3L, 20L));
  }

  @Test
  void request_fails_whenTheSourceFails_andIsTriedAnew() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> service.getAll("at", new At("failing", "Atlantis")))
          .isInstanceOf(SkipException.class)
          .hasMessage("the external source weather/failing\"Atlantis\" failed: no such city");
    }
    assertThat(status("Atlantis").state()).isEqualTo(SourceStatus.State.FAILED);
  }

  @Test
  void unknownExternalService_isAWiringError() {
    record Nothing(EagerCollection<Long, Long> none) {}
    final class Wrong implements SkipService<Nothing, Nothing> {
      @Override
      public Resources<Nothing> resources() {
        return Resources.empty();
      }

      @Override
      public Nothing createGraph(Nothing in, Context context) {
        context.useExternalResource(ExternalResource.of("wether", "x", Long.class, Long.class));
        return in;
      }
    }
    assertThatThrownBy(() -> ServiceInstance.start(new Wrong()))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("there is no external service wether");
  }

  @Test
  void subscription_isNotNeeded_toKeepTheSharedSource() {
    service.instantiateResource("s", "home", new Resources.NoParameters());
    Subscription stream = service.subscribe("s", Optional.empty(), () -> {});
    assertThat(stream.poll()).isPresent();
    source.callbacks("now\"Home\"").update(List.of(), true);
    assertThat(stream.<String, Long>poll().orElseThrow().values())
        .containsExactly(Entry.deleted("t"));
  }

  @Test
  void close_returns_whenSubscriptionsHaveEnded_andTheServiceIsShutDownAfter() {
    source.atUnsubscribe = () -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    AtomicInteger endedAtShutdown = new AtomicInteger();
    source.atShutdown = () -> endedAtShutdown.set(source.unsubscribed().size());
    service.close();
    assertThat(source.unsubscribed()).hasSize(1);
    assertThat(endedAtShutdown).hasValue(1);
  }

  @Test
  void refusedWrite_givesTheSourceBack_thatItWasTheFirstToNeed() throws Exception {
    source.firstOfSlow = List.of(Entry.of(Json.of("t"), Json.of(1), Json.of(2)));
    source.subscriptions.put("slow\"far away\"", CompletableFuture.completedFuture(null));
    assertThatThrownBy(() -> service.update("cities", List.of(Entry.of(1L, "far away"))))
        .isInstanceOf(ComputationException.class);
    assertThat(source.unsubscribed.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(service.sourceStatuses()).hasSize(1).first().isEqualTo(status("Home"));
  }

  @Test
  void updateBeforeTheSubscriptionHasCompleted_isNotLost() throws Exception {
    CompletableFuture<List<Entry<String, Long>>> read =
        CompletableFuture.supplyAsync(() -> service.getAll("at", new At("slow", "Pisa")));
    assertThat(source.slowSubscribed.await(10, TimeUnit.SECONDS)).isTrue();
    source.callbacks("slow\"Pisa\"").update(List.of(temperature(3)), false);
    source
        .subscriptions
        .computeIfAbsent("slow\"Pisa\"", city -> new CompletableFuture<>())
        .complete(null);
    assertThat(read.get(10, TimeUnit.SECONDS)).containsExactly(Entry.of("t", 3L));
  }

  @Test
  void service_mayWaitAtItsShutdown_forAThreadThatDelivers() {
    ExternalService.Callbacks callbacks = source.callbacks("now\"Home\"");
    CompletableFuture<Void> lastDelivery = new CompletableFuture<>();
    source.atShutdown =
        () ->
            CompletableFuture.runAsync(() -> callbacks.update(List.of(temperature(1)), false))
                .orTimeout(10, TimeUnit.SECONDS)
                .whenComplete((none, failure) -> lastDelivery.complete(null))
                .join();
    service.close();
    assertThat(lastDelivery).isDone();
  }
}
