package io.skipruntime.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.ExternalResource;
import io.skipruntime.ExternalService;
import io.skipruntime.InvalidInputException;
import io.skipruntime.Mapper;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.SourceStatus;
import io.skipruntime.Values;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.StreamId;
import io.skipruntime.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an external service delivers of several resources at once, with a position. */
class DeliveryTest {

  /** Two tables. */
  private static final class Tables implements ExternalService {
    final Map<String, Callbacks> callbacks = new ConcurrentHashMap<>();
    boolean loadsAtOnce = true;

    @Override
    public CompletionStage<Void> subscribe(
        String instance, String resource, Json params, Callbacks toCall) {
      callbacks.put(resource, toCall);
      return loadsAtOnce
          ? toCall.update(List.of(Entry.of(1L, 1L)), true)
          : CompletableFuture.completedStage(null);
    }

    @Override
    public void unsubscribe(String instance) {}

    Callbacks of(String table) {
      return Objects.requireNonNull(callbacks.get(table), table);
    }
  }

  record Inputs(EagerCollection<Long, Long> numbers) {}

  /** Fails for a negative number. */
  record Checked() implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> numbers, Emitter<Long, Long> out) {
      if (numbers.getUnique() < 0) {
        throw new IllegalArgumentException("a negative number");
      }
      out.emit(key, numbers.getUnique());
    }
  }

  record Table(String name) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return name.equals("left") ? shared.left() : shared.right();
    }
  }

  record Shared(EagerCollection<Long, Long> left, EagerCollection<Long, Long> right) {}

  record Mirror(Tables tables) implements SkipService<Inputs, Shared> {
    @Override
    public Resources<Shared> resources() {
      return Resources.of("table", String.class, Table::new);
    }

    @Override
    public Map<String, ExternalService> externalServices() {
      return Map.of("database", tables);
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(mirrored(context, "left"), mirrored(context, "right"));
    }

    private static EagerCollection<Long, Long> mirrored(Context context, String table) {
      return context
          .useExternalResource(ExternalResource.of("database", table, Long.class, Long.class))
          .map(new Checked());
    }
  }

  private final MemoryJournal journal = MemoryJournal.atOnce(MemoryJournal.Way.REPLAY);
  private final List<ServiceInstance> started = new ArrayList<>();
  private Tables tables = new Tables();
  private ServiceInstance service = start();

  private ServiceInstance start() {
    ServiceInstance next =
        ServiceInstance.start(
            new Mirror(tables), EngineOptions.defaults().withPersistence(journal));
    started.add(next);
    return next;
  }

  @BeforeEach
  void open() {
    service.instantiateResource("left", "table", "left");
    service.instantiateResource("right", "table", "right");
  }

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  private ExternalService.Delivery begin() {
    return tables.of("left").begin();
  }

  private List<Entry<Long, Long>> table(String name) {
    return service.getAll("table", name);
  }

  private SourceStatus status(String table) {
    return service.sourceStatuses().stream()
        .filter(each -> each.identifier().equals(table))
        .findFirst()
        .orElseThrow();
  }

  private static Json at(long position) {
    return Json.object(Map.of("lsn", Json.of(position)));
  }

  @Test
  void deliveryOfTwoSources_isOneTick_oneRecord_andOneEventEach() {
    try (Subscription left = service.subscribe("left", Optional.empty());
        Subscription right = service.subscribe("right", Optional.empty())) {
      left.poll();
      right.poll();
      long tick = service.watermark().tick();
      int records = journal.records().size();
      ExternalService.Delivery delivery = begin();
      delivery.put(tables.of("left"), 2L, List.of(20L));
      delivery.put(tables.of("right"), 1L, List.of());
      delivery.put(tables.of("right"), 3L, List.of(30L));
      assertThat(delivery.commit("wal", at(7))).isCompleted();
      assertThat(service.watermark().tick()).isEqualTo(tick + 1);
      assertThat(left.<Long, Long>poll().orElseThrow().watermark().tick()).isEqualTo(tick + 1);
      assertThat(right.<Long, Long>poll().orElseThrow().watermark().tick()).isEqualTo(tick + 1);
      assertThat(journal.records()).hasSize(records + 1);
      JournalRecord.Committed record = (JournalRecord.Committed) journal.records().getLast();
      assertThat(record.changes()).hasSize(2);
      assertThat(record.positions()).containsEntry(new StreamId("database", "wal"), at(7));
      assertThat(tables.of("right").positions()).isEqualTo(Map.of("wal", at(7)));
      assertThat(status("left").position()).contains(at(7));
    }
  }

  @Test
  void positionAlone_makesNoTick() {
    long tick = service.watermark().tick();
    assertThat(begin().commit("wal", at(9))).isCompleted();
    assertThat(service.watermark().tick()).isEqualTo(tick);
    assertThat(tables.of("left").positions()).isEqualTo(Map.of("wal", at(9)));
    assertThat(((JournalRecord.Noted) journal.records().getLast()).positions()).hasSize(1);
  }

  @Test
  void refusedDelivery_changesNothing_keepsThePosition_andGoesInWithTheNext() {
    begin().commit("wal", at(1));
    ExternalService.Delivery refused = begin();
    refused.put(tables.of("left"), 2L, List.of(-2L));
    refused.put(tables.of("right"), 2L, List.of(2L));
    assertThatThrownBy(() -> refused.commit("wal", at(2))).isInstanceOf(ComputationException.class);
    assertThat(table("right")).containsExactly(Entry.of(1L, 1L));
    assertThat(tables.of("left").positions()).isEqualTo(Map.of("wal", at(1)));
    assertThat(status("left").state()).isEqualTo(SourceStatus.State.STALE);
    assertThat(tables.of("right").delivered(2L)).isEqualTo(List.of(2L));
    ExternalService.Delivery next = begin();
    next.put(tables.of("left"), 2L, List.of(4L));
    next.put(tables.of("right"), 3L, List.of(3L));
    next.commit("wal", at(3));
    assertThat(table("left")).containsExactly(Entry.of(1L, 1L), Entry.of(2L, 4L));
    assertThat(table("right"))
        .containsExactly(Entry.of(1L, 1L), Entry.of(2L, 2L), Entry.of(3L, 3L));
    assertThat(status("left").state()).isEqualTo(SourceStatus.State.LIVE);
  }

  @Test
  void status_isSeenWithTheDataItSpeaksOf_andInOrder() {
    tables.of("left").error(new IllegalStateException("connection lost"));
    journal.stall();
    CompletionStage<Void> delivered = tables.of("left").update(List.of(Entry.of(2L, 2L)), false);
    CompletionStage<Void> confirmed = tables.of("left").update(List.of(), false);
    tables.of("left").report(new SourceStatus.Progress(1, 2));
    assertThat(status("left").state()).isEqualTo(SourceStatus.State.STALE);
    assertThat(status("left").progress()).isEmpty();
    assertThat(table("left")).containsExactly(Entry.of(1L, 1L));
    assertThat(delivered).isNotCompleted();
    assertThat(confirmed).isNotCompleted();
    assertThat(status("right").state()).isEqualTo(SourceStatus.State.LIVE);
    journal.goOn();
    assertThat(delivered).isCompleted();
    assertThat(confirmed).isCompleted();
    assertThat(status("left").state()).isEqualTo(SourceStatus.State.LIVE);
    assertThat(status("left").progress()).isPresent();
    assertThat(table("left")).containsExactly(Entry.of(1L, 1L), Entry.of(2L, 2L));
  }

  @Test
  void status_isSeenBeforeWhoDeliveredGoesOn() {
    tables.of("left").error(new IllegalStateException("connection lost"));
    journal.stall();
    AtomicReference<SourceStatus.State> seen = new AtomicReference<>();
    CompletionStage<Void> delivered =
        tables
            .of("left")
            .update(List.of(Entry.of(2L, 2L)), false)
            .thenRun(() -> seen.set(status("left").state()));
    journal.goOn();
    assertThat(delivered).isCompleted();
    assertThat(seen).hasValue(SourceStatus.State.LIVE);
  }

  @Test
  void replacedSource_hasOnlyWhatIsPutAfter() {
    ExternalService.Delivery delivery = begin();
    delivery.put(tables.of("left"), 5L, List.of(5L));
    delivery.replace(tables.of("left"));
    delivery.put(tables.of("left"), 6L, List.of(6L));
    delivery.commit();
    assertThat(table("left")).containsExactly(Entry.of(6L, 6L));
  }

  @Test
  void rejectedKey_isGone_andListed_untilItIsPutAgain() {
    ExternalService.Delivery delivery = begin();
    delivery.reject(tables.of("left"), 1L, "no such enum");
    delivery.reject(tables.of("left"), "not a number", "a key of another type");
    delivery.commit();
    assertThat(table("left")).isEmpty();
    assertThat(status("left").rejected().count()).isEqualTo(2);
    assertThat(status("left").rejected().first())
        .contains(new SourceStatus.Rejected("1", "no such enum"));
    ExternalService.Delivery mended = begin();
    mended.put(tables.of("left"), 1L, List.of(10L));
    mended.commit();
    assertThat(status("left").rejected().count()).isEqualTo(1);
    assertThat(table("left")).containsExactly(Entry.of(1L, 10L));
  }

  @Test
  void rejectedKey_isNotListed_whenTheSameDeliveryPutsItAfterThat() {
    ExternalService.Delivery delivery = begin();
    delivery.reject(tables.of("left"), 1L, "no such enum");
    delivery.put(tables.of("left"), 1L, List.of(10L));
    delivery.put(tables.of("left"), 2L, List.of(20L));
    delivery.reject(tables.of("left"), 2L, "no such enum");
    delivery.commit();
    assertThat(table("left")).containsExactly(Entry.of(1L, 10L));
    assertThat(status("left").rejected().first())
        .containsExactly(new SourceStatus.Rejected("2", "no such enum"));
  }

  @Test
  void warnings_areInTheStatus_untilOthersAreSaid() {
    tables.of("left").warn(List.of("a setting does not suit", "a writer hangs"));
    assertThat(status("left").warnings())
        .containsExactly("a setting does not suit", "a writer hangs");
    assertThat(status("left").state()).isEqualTo(SourceStatus.State.LIVE);
    tables.of("left").warn(List.of());
    assertThat(status("left").warnings()).isEmpty();
  }

  @Test
  void valueOfAnotherType_isRefusedAtOnce_andTheDeliveryGoesOn() {
    ExternalService.Delivery delivery = begin();
    assertThatThrownBy(() -> delivery.put(tables.of("left"), 2L, List.of("two")))
        .isInstanceOf(InvalidInputException.class);
    delivery.put(tables.of("left"), 3L, List.of(3L));
    delivery.commit();
    assertThat(table("left")).containsExactly(Entry.of(1L, 1L), Entry.of(3L, 3L));
  }

  @Test
  void lagAndProgress_areInTheStatus() {
    SourceStatus.Lag lag = new SourceStatus.Lag(1024, "bytes", Optional.of(Duration.ofSeconds(2)));
    tables.of("left").report(lag);
    tables.of("left").report(new SourceStatus.Progress(10, 100));
    assertThat(status("left").lag()).contains(lag);
    assertThat(status("left").progress()).contains(new SourceStatus.Progress(10, 100));
    tables.of("left").update(List.of(), false);
    assertThat(status("left").progress()).as("loaded").isEmpty();
  }

  @Test
  void restart_restoresDataAndPositions_staleUntilConfirmed() {
    ExternalService.Delivery delivery = begin();
    delivery.put(tables.of("left"), 2L, List.of(20L));
    delivery.put(tables.of("right"), 2L, List.of(200L));
    delivery.commit("wal", at(7));
    begin().commit("wal", at(8));
    journal.crash();
    service.close();
    tables = new Tables();
    tables.loadsAtOnce = false;
    service = start();
    assertThat(journal.folds()).isEmpty();
    assertThat(table("left")).containsExactly(Entry.of(1L, 1L), Entry.of(2L, 20L));
    assertThat(table("right")).containsExactly(Entry.of(1L, 1L), Entry.of(2L, 200L));
    awaitSubscribed();
    assertThat(tables.of("left").isLoaded()).isTrue();
    assertThat(tables.of("left").positions()).isEqualTo(Map.of("wal", at(8)));
    assertThat(status("left").state()).isEqualTo(SourceStatus.State.STALE);
    assertThat(status("left").reason()).contains("restored, reconnecting");
    tables.of("left").update(List.of(), false);
    assertThat(status("left").state()).isEqualTo(SourceStatus.State.LIVE);
  }

  private void awaitSubscribed() {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (tables.callbacks.size() < 2) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
