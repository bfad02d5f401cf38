package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.Values;
import io.skipruntime.WiringException;
import io.skipruntime.engine.journal.MemoryJournal;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * External services that a reload replaces, or brings in vain: each is shut down once, after what
 * was subscribed of it has ended, and the one that has its name takes over.
 */
class ReplacedServicesTest {

  private static final long TIMEOUT_SECONDS = 20;

  /** An external service of one resource, which has a value, and writes down how it is called. */
  private static class Source implements ExternalService {
    private final List<String> calls = new ArrayList<>();
    private final long value;
    volatile boolean answers = true;
    volatile Runnable atShutdown = () -> {};
    private volatile @Nullable Callbacks callbacks;

    Source(long value) {
      this.value = value;
    }

    private synchronized void called(String call) {
      calls.add(call);
    }

    synchronized List<String> calls() {
      return List.copyOf(calls);
    }

    Callbacks callbacks() {
      return Objects.requireNonNull(callbacks);
    }

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks toCall) {
      called("subscribe");
      callbacks = toCall;
      return answers
          ? toCall.update(List.of(Entry.of("value", value)), true)
          : new CompletableFuture<>();
    }

    @Override
    public void unsubscribe(String instance) {
      called("unsubscribe");
    }

    @Override
    public CompletionStage<Void> shutdown() {
      called("shutdown");
      atShutdown.run();
      return CompletableFuture.completedStage(null);
    }
  }

  /** A source that equals others of its value. */
  private static final class EqualSource extends Source {
    private final long value;

    EqualSource(long value) {
      super(value);
      this.value = value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof EqualSource that && value == that.value;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(value);
    }
  }

  /** The value and a number that makes versions differ; fails if the sum is negative. */
  private record Positive(long plus) implements Mapper<String, Long, String, Long> {
    @Override
    public void mapEntry(String key, Values<Long> values, Emitter<String, Long> out) {
      long sum = values.getUnique() + plus;
      if (sum < 0) {
        throw new IllegalArgumentException("negative");
      }
      out.emit(key, sum);
    }
  }

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<String, Long> values) {}

  /** The values of the external resource, for an instance of its own. */
  record Own(long plus) implements Resource<Shared> {
    @Override
    public EagerCollection<String, Long> instantiate(Shared shared, Context context) {
      return external("source", context).map(new Positive(plus));
    }
  }

  private static EagerCollection<String, Long> external(String service, Context context) {
    return context.useExternalResource(
        ExternalResource.of(service, "values", String.class, Long.class));
  }

  /**
   * A version of a service.
   *
   * @param isUsed whether the graph uses the external resource
   * @param name the external service that it is of
   * @param resource the name of what gives the values
   */
  private record Version(
      Supplier<Map<String, ExternalService>> services,
      boolean isUsed,
      long plus,
      String name,
      String resource)
      implements SkipService<Inputs, Shared> {

    Version(Supplier<Map<String, ExternalService>> services, boolean isUsed, long plus) {
      this(services, isUsed, plus, "source", "values");
    }

    /** As this one, with another external service and number. */
    Version using(String otherName, long otherPlus) {
      return new Version(services, isUsed, otherPlus, otherName, resource);
    }

    /** As this one, with another name for its resource. */
    Version withResource(String other) {
      return new Version(services, isUsed, plus, name, other);
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty()
          .and("own", Own.class)
          .and(resource, (shared, context) -> shared.values());
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return services.get();
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(
          isUsed
              ? external(name, context).map(new Positive(plus))
              : in.numbers().map(new Constant(0)));
    }
  }

  /** One entry, whatever there is. */
  private record Constant(long value) implements Mapper<Long, Long, String, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<String, Long> out) {
      out.emit("value", value);
    }
  }

  private static Version version(Source source) {
    return new Version(() -> Map.of("source", source), true, 0);
  }

  private final Source first = new Source(1);
  private final Source second = new Source(2);
  private final ServiceInstance service = ServiceInstance.start(version(first));

  @AfterEach
  void close() {
    service.close();
  }

  private List<Entry<String, Long>> values() {
    return service.getAll("values");
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static void awaitShutdown(Source source) {
    await("shutdown", () -> source.calls().contains("shutdown"));
  }

  private SourceStatus.State state() {
    return service.sourceStatuses().getFirst().state();
  }

  @Test
  void reload_movesSubscriptionsToTheOtherService_andShutsTheReplacedOneDownOnce() {
    service.reload(version(second));

    assertThat(values()).containsExactly(Entry.of("value", 2L));
    assertThat(state()).isEqualTo(SourceStatus.State.LIVE);
    awaitShutdown(first);
    assertThat(first.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
    assertThat(second.calls()).containsExactly("subscribe");
    second.callbacks().update(List.of(Entry.of("value", 3L)), false);
    assertThat(values()).containsExactly(Entry.of("value", 3L));

    service.close();
    assertThat(first.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
    assertThat(second.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
  }

  @Test
  void replacedService_deliversNothingAnyMore_andNotesNoPosition() {
    service.reload(version(second));
    ExternalService.Callbacks old = first.callbacks();

    assertThatThrownBy(
            () -> old.update(List.of(Entry.of("value", 9L)), false).toCompletableFuture().join())
        .hasCauseInstanceOf(SkipException.class)
        .hasMessageContaining("replaced");
    ExternalService.Delivery delivery = old.begin();
    assertThatThrownBy(() -> delivery.commit("log", Json.of(7))).isInstanceOf(SkipException.class);
    old.error(new IllegalStateException("the connection was closed"));

    assertThat(values()).containsExactly(Entry.of("value", 2L));
    assertThat(second.callbacks().positions()).isEmpty();
    assertThat(state()).isEqualTo(SourceStatus.State.LIVE);
  }

  @Test
  void data_staysAndCountsAsStale_untilTheOtherServiceDelivers() {
    second.answers = false;
    service.reload(version(second));
    assertThat(values()).containsExactly(Entry.of("value", 1L));
    assertThat(state()).isEqualTo(SourceStatus.State.STALE);
    assertThat(second.callbacks().isLoaded()).isTrue();
    second.callbacks().update(List.of(), false);
    assertThat(state()).isEqualTo(SourceStatus.State.LIVE);
    assertThat(values()).containsExactly(Entry.of("value", 1L));
  }

  @Test
  void serviceThatIsThereAgain_goesOn_alsoUnderAnotherName() {
    service.reload(new Version(() -> Map.of("source", first, "other", second), true, 1));
    assertThat(values()).containsExactly(Entry.of("value", 2L));
    service.reload(new Version(() -> Map.of("source", first, "new", second), true, 2));
    assertThat(first.calls()).containsExactly("subscribe");
    assertThat(second.calls()).isEmpty();
    service.close();
    assertThat(second.calls()).containsExactly("shutdown");
  }

  @Test
  void equalService_staysInPlaceOfTheGivenOne() {
    EqualSource known = new EqualSource(5);
    service.reload(version(known));
    EqualSource equal = new EqualSource(5);
    service.reload(new Version(() -> Map.of("source", equal), true, 1));
    assertThat(values()).containsExactly(Entry.of("value", 6L));
    service.close();
    assertThat(known.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
    assertThat(equal.calls()).isEmpty();
  }

  @Test
  void serviceWhoseNameIsGone_isShutDown() {
    service.reload(new Version(Map::of, false, 0));
    awaitShutdown(first);
    assertThat(first.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
    assertThat(service.sourceStatuses()).isEmpty();
  }

  @Test
  void reload_isRefused_ifTheGraphStillUsesAServiceThatIsGone() {
    assertThatThrownBy(() -> service.reload(new Version(Map::of, true, 0)))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("there is no external service source");
    first.callbacks().update(List.of(Entry.of("value", 4L)), false);
    assertThat(values()).containsExactly(Entry.of("value", 4L));
    assertThat(first.calls()).containsExactly("subscribe");
  }

  private void reload_isRefused_andKeepsTheFirstService(Version next) {
    assertThatThrownBy(() -> service.reload(next)).isInstanceOf(SkipException.class);
    awaitShutdown(second);
    first.callbacks().update(List.of(Entry.of("value", 6L)), false);
    assertThat(values()).containsExactly(Entry.of("value", 6L));
    assertThat(first.calls()).containsExactly("subscribe");
    service.close();
    assertThat(first.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
  }

  @Test
  void reloadWhoseFunctionFails_shutsDownWhatItBrought_andKeepsWhatThereWas() {
    reload_isRefused_andKeepsTheFirstService(
        new Version(() -> Map.of("source", first, "unused", second), true, -5));
    assertThat(second.calls()).containsExactly("shutdown");
  }

  @Test
  void reloadWhoseSourceWasAsked_givesItBackBeforeTheShutdown() {
    reload_isRefused_andKeepsTheFirstService(
        new Version(() -> Map.of("source", first, "more", second), true, 0).using("more", -5));
    assertThat(second.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
  }

  @Test
  void reloadOfAServiceWithMistakes_shutsDownWhatItBrought() {
    reload_isRefused_andKeepsTheFirstService(version(second).withResource("not/a name"));
    assertThat(second.calls()).containsExactly("shutdown");
  }

  @Test
  void serviceThatCannotBeStarted_shutsItsExternalServicesDownOnce() {
    assertThatThrownBy(
            () -> ServiceInstance.start(new Version(() -> Map.of("source", second), true, -5)))
        .isInstanceOf(ComputationException.class);
    assertThat(second.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
  }

  @Test
  void serviceWhoseJournalIsReadInAnotherWay_keepsItsExternalServices() {
    MemoryJournal journal = MemoryJournal.atOnce(MemoryJournal.Way.REPLAY);
    EngineOptions options = EngineOptions.defaults().withPersistence(journal);
    try (ServiceInstance before = ServiceInstance.start(new Version(Map::of, false, 0), options)) {
      before.update("numbers", List.of(Entry.of(1L, 1L)));
      journal.crash();
    }
    try (ServiceInstance again =
        ServiceInstance.start(new Version(() -> Map.of("source", second), true, 0), options)) {
      assertThat(journal.folds()).hasSize(1);
      assertThat(second.calls()).containsExactly("subscribe");
      assertThat(again.<String, Long>getAll("values")).containsExactly(Entry.of("value", 2L));
    }
    assertThat(second.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
  }

  @Test
  void service_isAskedForItsExternalServicesOnce_howeverOftenItsGraphIsBuilt() {
    AtomicInteger asked = new AtomicInteger();
    service.reload(
        new Version(
                () -> {
                  asked.incrementAndGet();
                  return Map.of("source", first, "more", second);
                },
                true,
                0)
            .using("more", 1));
    assertThat(second.calls()).as("the build waited for its data").containsExactly("subscribe");
    assertThatThrownBy(() -> service.reload(new Version(Map::of, true, 0)))
        .isInstanceOf(SkipException.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void requestThatWaitsForTheReplacedService_hasTheDataOfTheOther() throws Exception {
    ServiceInstance waiting =
        ServiceInstance.start(new Version(() -> Map.of("source", first), false, 0));
    try (waiting) {
      first.answers = false;
      CompletableFuture<List<Entry<String, Long>>> read =
          CompletableFuture.supplyAsync(
              () -> waiting.getAll("own", new Own(0)),
              step -> Thread.ofPlatform().daemon().start(step));
      await("subscribe", () -> first.calls().size() == 2);
      waiting.reload(new Version(() -> Map.of("source", second), false, 0));
      assertThat(read.get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
          .containsExactly(Entry.of("value", 2L));
    }
  }

  @Test
  void reload_thatNeedsDataTheReplacedServiceNeverHad_asksTheOther() {
    Source silent = new Source(0);
    silent.answers = false;
    EngineOptions options = EngineOptions.defaults().withSourceTimeoutMillis(100);
    try (ServiceInstance waiting =
        ServiceInstance.start(new Version(() -> Map.of("source", silent), false, 0), options)) {
      assertThat(catchThrowable(() -> waiting.getAll("own", new Own(0)))).isNotNull();
      waiting.reload(version(second));
      assertThat(waiting.<String, Long>getAll("values")).containsExactly(Entry.of("value", 2L));
      awaitShutdown(silent);
      assertThat(silent.calls()).containsExactly("subscribe", "unsubscribe", "shutdown");
    }
  }

  @Test
  void serviceThatDoesNotShutDown_keepsNoOtherFromItsEnd() {
    CountDownLatch never = new CountDownLatch(1);
    Source stuck = new Source(7);
    stuck.atShutdown =
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Source failing = new Source(8);
    failing.atShutdown =
        () -> {
          throw new IllegalStateException("cannot end");
        };
    service.reload(new Version(() -> Map.of("source", stuck, "a", failing, "b", second), true, 0));
    awaitShutdown(first);
    service.reload(version(new Source(9)));
    awaitShutdown(stuck);
    awaitShutdown(failing);
    awaitShutdown(second);
    assertThat(values()).containsExactly(Entry.of("value", 9L));
    never.countDown();
  }
}
