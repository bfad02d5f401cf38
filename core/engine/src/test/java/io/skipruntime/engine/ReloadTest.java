package io.skipruntime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.SkipService;
import io.skipruntime.UnknownResourceException;
import io.skipruntime.Values;
import io.skipruntime.engine.spi.EngineEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReloadTest {

  record Plus(long offset) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (offset < 0) {
        throw new IllegalStateException("negative offset");
      }
      out.emit(key, values.getUnique() + offset);
    }
  }

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<Long, Long> same, EagerCollection<Long, Long> shifted) {}

  /** Versions of a service. */
  record Shifting(long offset, boolean hasExtra) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      Resources<Shared> resources =
          Resources.<Shared>empty()
              .and("same", (shared, context) -> shared.same())
              .and("shifted", (shared, context) -> shared.shifted());
      return hasExtra ? resources.and("extra", (shared, context) -> shared.same()) : resources;
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.numbers().map(new Plus(1)), in.numbers().map(new Plus(offset)));
    }
  }

  private final List<EngineEvent> events = new ArrayList<>();
  private volatile Consumer<EngineEvent> onEvent = event -> {};
  private final ServiceInstance service =
      ServiceInstance.start(
          new Shifting(10, true), EngineOptions.defaults().withListener(this::take));

  private void take(EngineEvent event) {
    events.add(event);
    onEvent.accept(event);
  }

  @AfterEach
  void close() {
    service.close();
  }

  private Subscription open(String resource) {
    service.instantiateResource(resource, resource, new Resources.NoParameters());
    Subscription stream = service.subscribe(resource, Optional.empty(), () -> {});
    stream.poll();
    return stream;
  }

  @Test
  void reload_keepsWhatIsEqual_recomputesWhatIsNot_andEndsWhatIsGone() {
    service.update("numbers", List.of(Entry.of(1L, 5L)));
    Subscription same = open("same");
    Subscription shifted = open("shifted");
    Subscription extra = open("extra");
    int nodes = service.nodeCount();
    events.clear();

    service.reload(new Shifting(20, false));

    assertThat(events)
        .contains(new EngineEvent.FunctionRan("numbers.map(Plus)", 1L))
        .filteredOn(event -> event.equals(new EngineEvent.FunctionRan("numbers.map(Plus)", 1L)))
        .hasSize(1);
    assertThat(same.poll()).isEmpty();
    assertThat(shifted.<Long, Long>poll().orElseThrow().values())
        .containsExactly(Entry.of(1L, 25L));
    assertThat(extra.isEnded()).isTrue();
    assertThat(same.isEnded()).isFalse();
    assertThat(service.nodeCount()).isEqualTo(nodes);
    assertThatThrownBy(() -> service.getAll("extra", new Resources.NoParameters()))
        .isInstanceOf(UnknownResourceException.class);
    service.update("numbers", List.of(Entry.of(1L, 6L)));
    assertThat(same.<Long, Long>poll().orElseThrow().values()).containsExactly(Entry.of(1L, 7L));
  }

  @Test
  void failingReload_leavesAllAsItWas() {
    service.update("numbers", List.of(Entry.of(1L, 5L)));
    Subscription shifted = open("shifted");
    int nodes = service.nodeCount();
    assertThatThrownBy(() -> service.reload(new Shifting(-1, false)))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("negative offset");
    assertThat(service.nodeCount()).isEqualTo(nodes);
    assertThat(shifted.poll()).isEmpty();
    assertThat(service.resourceNames()).containsExactly("same", "shifted", "extra");
    service.update("numbers", List.of(Entry.of(1L, 6L)));
    assertThat(shifted.<Long, Long>poll().orElseThrow().values())
        .containsExactly(Entry.of(1L, 16L));
  }

  @Test
  void streamOfAComputedResource_isToldOnlyWhatIsDifferent() {
    service.update("numbers", List.of(Entry.of(1L, 5L), Entry.of(2L, 7L), Entry.of(3L, 9L)));
    service.update("numbers", List.of(Entry.of(3L)));
    service.instantiateResource("late", "shifted", new Resources.NoParameters());
    Watermark before = service.watermark();
    Subscription shifted = open("shifted");

    service.reload(new ShiftingFrom(2, 20));

    CollectionUpdate<Long, Long> update = shifted.<Long, Long>poll().orElseThrow();
    assertThat(update.isInitial()).isFalse();
    assertThat(update.values()).containsExactly(Entry.of(2L, 27L));
    Subscription resumed = service.subscribe("late", Optional.of(before), () -> {});
    assertThat(resumed.<Long, Long>poll().orElseThrow().values())
        .containsExactly(Entry.of(2L, 27L));
    service.update("numbers", List.of(Entry.of(1L)));
    assertThat(shifted.<Long, Long>poll().orElseThrow().values()).containsExactly(Entry.of(1L));
    assertThat(service.<Long, Long>getAll("shifted")).containsExactly(Entry.of(2L, 27L));
  }

  @Test
  void reload_saysWhatItKeptAndWhatItComputed() {
    open("same");
    open("shifted");
    open("extra");
    assertThat(service.reload(new Shifting(20, false)))
        .isEqualTo(
            new ReloadSummary(
                List.of("numbers.map(Plus)", "numbers"), List.of("numbers.map(Plus)"), 1));
  }

  /** Adds 10 to what is below a key, and an offset from there on. */
  record PlusFrom(long first, long offset) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      out.emit(key, values.getUnique() + (key < first ? 10 : offset));
    }
  }

  record ShiftingFrom(long first, long offset) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared>empty().and("shifted", (shared, context) -> shared.shifted());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.numbers(), in.numbers().map(new PlusFrom(first, offset)));
    }
  }

  /** Fails for numbers above a limit. */
  record UpTo(long limit) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> values, Emitter<Long, Long> out) {
      if (values.getUnique() > limit) {
        throw new IllegalStateException("above " + limit);
      }
      out.emit(key, values.getUnique());
    }
  }

  record Limited(long limit) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.shifted().map(new UpTo(limit));
    }
  }

  record WithLimits(long offset) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.of("limited", Limited.class);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shifting(offset, false).createGraph(in, context);
    }
  }

  @Test
  void reload_isNotHeldUp_byAnInstanceThatHadFailedBefore() {
    service.reload(new WithLimits(0));
    assertThat(service.getAll("limited", new Limited(10))).isEmpty();
    assertThat(service.getAll("limited", new Limited(20))).isEmpty();
    service.update("numbers", List.of(Entry.of(1L, 15L)));
    assertThat(service.failedInstanceCount()).isEqualTo(1);

    service.reload(new WithLimits(1));

    assertThat(service.failedInstanceCount()).isEqualTo(1);
    assertThat(service.getAll("limited", new Limited(20))).containsExactly(Entry.of(1L, 16L));
    assertThatThrownBy(() -> service.getAll("limited", new Limited(10)))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("above 10");
    service.update("numbers", List.of(Entry.of(1L, 5L)));
    assertThat(service.getAll("limited", new Limited(10))).containsExactly(Entry.of(1L, 6L));
  }

  @Test
  void reload_isRefused_whenAnInstanceThatWorkedWouldFail() {
    service.reload(new WithLimits(0));
    service.update("numbers", List.of(Entry.of(1L, 5L)));
    assertThat(service.getAll("limited", new Limited(10))).containsExactly(Entry.of(1L, 5L));

    assertThatThrownBy(() -> service.reload(new WithLimits(10)))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("above 10");
    assertThat(service.getAll("limited", new Limited(10))).containsExactly(Entry.of(1L, 5L));
  }

  @Test
  void request_isForTheServiceBeforeAReload_orIfItHasToWait_forTheOneAfter() throws Exception {
    CountDownLatch reloading = new CountDownLatch(1);
    CountDownLatch requestWaits = new CountDownLatch(1);
    EngineEvent rebuilding =
        new EngineEvent.FunctionRan("resource shifted", new Resources.NoParameters());
    service.getAll("shifted");
    events.clear();
    onEvent =
        event -> {
          if (event.equals(rebuilding)) {
            reloading.countDown();
            awaitUninterruptibly(requestWaits);
          }
        };
    Thread reload = Thread.ofPlatform().start(() -> service.reload(new Shifting(20, false)));
    awaitUninterruptibly(reloading);
    assertThat(service.resourceNames()).contains("extra");

    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread request =
        Thread.ofPlatform()
            .start(() -> outcome.complete(catchThrowable(() -> service.getAll("extra"))));
    awaitWaiting(request);
    requestWaits.countDown();
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(UnknownResourceException.class);
    reload.join();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitWaiting(Thread thread) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** A service whose graph cannot be built. */
  record Broken() implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.empty();
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      throw new IllegalStateException("no configuration");
    }
  }

  @Test
  void createGraphThatFails_isNamed_andLeavesAllAsItWas() {
    service.update("numbers", List.of(Entry.of(1L, 5L)));
    Subscription shifted = open("shifted");
    assertThatThrownBy(() -> service.reload(new Broken()))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("createGraph of Broken failed")
        .hasMessageContaining("no configuration")
        .hasCauseInstanceOf(IllegalStateException.class);
    service.update("numbers", List.of(Entry.of(1L, 6L)));
    assertThat(shifted.<Long, Long>poll().orElseThrow().values())
        .containsExactly(Entry.of(1L, 16L));
  }
}
