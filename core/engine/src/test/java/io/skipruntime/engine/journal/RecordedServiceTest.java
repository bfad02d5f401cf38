package io.skipruntime.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ComputationException;
import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Emitter;
import io.skipruntime.Entry;
import io.skipruntime.InitialData;
import io.skipruntime.Mapper;
import io.skipruntime.OverloadedException;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.StorageException;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.Values;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.spi.JournalRecord;
import io.skipruntime.engine.spi.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services that are recorded, stopped or killed, and born again. */
class RecordedServiceTest {

  record Inputs(EagerCollection<Long, Long> numbers) {}

  record Shared(EagerCollection<Long, Long> products) {}

  /** Times a factor; a negative number fails. */
  record Times(long factor) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> numbers, Emitter<Long, Long> out) {
      if (numbers.getUnique() < 0) {
        throw new IllegalArgumentException("a negative number");
      }
      out.emit(key, factor * numbers.getUnique());
    }
  }

  record Modulo(long divisor) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.products().map(new Remainder(divisor));
    }
  }

  record Remainder(long divisor) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> numbers, Emitter<Long, Long> out) {
      out.emit(key, numbers.getUnique() % divisor);
    }
  }

  /** Fails while there is a given product. */
  record Without(long product) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.products().map(new Refusal(product));
    }
  }

  record Refusal(long product) implements Mapper<Long, Long, Long, Long> {
    @Override
    public void mapEntry(Long key, Values<Long> numbers, Emitter<Long, Long> out) {
      if (numbers.getUnique() == product) {
        throw new IllegalArgumentException("the product " + product);
      }
    }
  }

  /** A resource that cannot be built while the first product is a given one. */
  record Unless(long product) implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      if (shared.products().getUnique(1L) == product) {
        throw new IllegalArgumentException("the product " + product);
      }
      return shared.products();
    }
  }

  record All() implements Resource<Shared> {
    @Override
    public EagerCollection<Long, Long> instantiate(Shared shared, Context context) {
      return shared.products();
    }
  }

  record Products(long factor) implements SkipService<Inputs, Shared> {
    @Override
    public InitialData initialData() {
      return InitialData.of("numbers", Entry.of(1L, 1L), Entry.of(2L, 2L));
    }

    @Override
    public Resources<Shared> resources() {
      return Resources.<Shared, Long>of("modulo", Long.class, Modulo::new)
          .and("without", Long.class, Without::new)
          .and("unless", Long.class, Unless::new)
          .and("all", new All());
    }

    @Override
    public Shared createGraph(Inputs in, Context context) {
      return new Shared(in.numbers().map(new Times(factor)));
    }
  }

  private final List<ServiceInstance> started = new ArrayList<>();
  private MemoryJournal journal = MemoryJournal.atOnce(MemoryJournal.Way.REPLAY);

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  private ServiceInstance start(long factor) {
    ServiceInstance service =
        ServiceInstance.start(
            new Products(factor), EngineOptions.defaults().withPersistence(journal));
    started.add(service);
    return service;
  }

  private ServiceInstance restartAfterCrash(ServiceInstance service, long factor) {
    journal.crash();
    service.close();
    return start(factor);
  }

  private static Watermark put(ServiceInstance service, long key, long number) {
    return service.update("numbers", List.of(Entry.of(key, number)));
  }

  private static Map<Long, Long> all(ServiceInstance service) {
    Map<Long, Long> entries = new TreeMap<>();
    for (Entry<Long, Long> entry : service.<Long, Long>getAll("all")) {
      entries.put(entry.key(), entry.values().getFirst());
    }
    return entries;
  }

  private static CompletableFuture<Watermark> putLater(
      ServiceInstance service, long key, long number) {
    CompletableFuture<Watermark> outcome = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            outcome.complete(put(service, key, number));
          } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
          }
        });
    return outcome;
  }

  private static void awaitHead(MemoryJournal journal, int waiting) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (journal.waiting() < waiting) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void stream_isThereAfterACrash_whenItsInstanceFailedInTheSnapshot() {
    ServiceInstance service = start(10);
    service.instantiateResource("s", "unless", 70L);
    service.instantiateResource("closed", "unless", 70L);
    put(service, 1, 7);
    journal.takeSnapshot();
    put(service, 1, 8);
    service.closeResourceInstance("closed");
    ServiceInstance next = restartAfterCrash(service, 10);
    assertThat(journal.folds()).isEmpty();
    try (Subscription stream = next.subscribe("s", Optional.empty())) {
      assertThat(stream.<Long, Long>poll().orElseThrow().isInitial()).isTrue();
      put(next, 1, 7);
      put(next, 1, 9);
      assertThat(stream.poll()).isPresent();
    }
    assertThatThrownBy(() -> next.subscribe("closed", Optional.empty()))
        .isInstanceOf(UnknownInstanceException.class);
  }

  @Test
  void commit_isShownAndAnswered_whenItIsDurable() {
    ServiceInstance service = start(2);
    long tick = service.watermark().tick();
    assertThat(all(service)).isEqualTo(Map.of(1L, 2L, 2L, 4L));
    journal.stall();
    CompletableFuture<Watermark> first = putLater(service, 1, 10);
    awaitHead(journal, 1);
    CompletableFuture<Watermark> second = putLater(service, 2, 20);
    awaitHead(journal, 2);
    assertThat(first).isNotDone();
    assertThat(service.watermark().tick()).isEqualTo(tick);
    assertThat(all(service)).isEqualTo(Map.of(1L, 2L, 2L, 4L));
    journal.goOn();
    assertThat(first.join().tick()).isEqualTo(tick + 1);
    assertThat(second.join().tick()).isEqualTo(tick + 2);
    assertThat(all(service)).isEqualTo(Map.of(1L, 20L, 2L, 40L));
  }

  @Test
  void failure_isThrown_whenWhatItTellsOfIsDurable() throws Exception {
    ServiceInstance service = start(2);
    journal.stall();
    var unused = putLater(service, 1, 10);
    awaitHead(journal, 1);
    CompletableFuture<List<Entry<Long, Long>>> read =
        CompletableFuture.supplyAsync(() -> service.getAll("without", 20L));
    CompletableFuture<Watermark> refused = putLater(service, 2, -1);
    assertThatThrownBy(() -> CompletableFuture.anyOf(read, refused).get(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    journal.goOn();
    assertThatThrownBy(read::join).hasMessageContaining("the product 20");
    assertThatThrownBy(refused::join).hasMessageContaining("a negative number");
  }

  @Test
  void subscriber_isWoken_whenTheCommitIsDurable() {
    ServiceInstance service = start(2);
    service.instantiateResource("stream", "all", new Resources.NoParameters());
    CompletableFuture<CollectionUpdate<Long, Long>> update = new CompletableFuture<>();
    try (Subscription subscription =
        service.<Long, Long>subscribe(
            "stream",
            news -> {
              if (!news.isInitial()) {
                update.complete(news);
              }
            })) {
      journal.stall();
      CompletableFuture<Watermark> write = putLater(service, 1, 10);
      awaitHead(journal, 1);
      assertThat(update).isNotDone();
      journal.goOn();
      assertThat(update.join().watermark()).isEqualTo(write.join());
      assertThat(subscription.seen()).contains(write.join());
    }
  }

  private static CompletableFuture<Watermark> submit(
      ServiceInstance service, long key, long number) {
    return service
        .submit(writes -> writes.update("numbers", List.of(Entry.of(key, number))))
        .toCompletableFuture();
  }

  @Test
  void submittedWrites_areCarriedOutByOneThread_andCompleteInOrderWhenDurable() {
    ServiceInstance service = start(2);
    long tick = service.watermark().tick();
    service.instantiateResource("stream", "all", new Resources.NoParameters());
    CompletableFuture<CollectionUpdate<Long, Long>> update = new CompletableFuture<>();
    try (Subscription subscription =
        service.<Long, Long>subscribe(
            "stream",
            news -> {
              if (!news.isInitial()) {
                update.complete(news);
              }
            })) {
      journal.stall();
      List<CompletableFuture<Watermark>> submitted = new ArrayList<>();
      List<Long> completed = Collections.synchronizedList(new ArrayList<>());
      for (long i = 1; i <= 5; i++) {
        CompletableFuture<Watermark> write = submit(service, 1, 10 * i);
        var unused = write.thenAccept(shown -> completed.add(shown.tick() - tick));
        submitted.add(write);
      }
      assertThat(journal.waiting()).isEqualTo(5);
      assertThat(submitted).noneMatch(CompletableFuture::isDone);
      assertThat(service.watermark().tick()).isEqualTo(tick);
      assertThat(update).isNotDone();
      journal.goOn();
      assertThat(completed).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(all(service)).containsEntry(1L, 100L);
      assertThat(update.join().values()).containsExactly(Entry.of(1L, 100L));
      assertThat(subscription.seen()).contains(submitted.getLast().join());
    }
  }

  @Test
  void submittedWrite_fails_whenTheStorageDoes() {
    ServiceInstance service = start(2);
    journal.stall();
    CompletableFuture<Watermark> write = submit(service, 1, 10);
    journal.fail();
    assertThatThrownBy(write::join)
        .hasCauseInstanceOf(StorageException.class)
        .hasMessageContaining("not known");
    assertThatThrownBy(() -> submit(service, 1, 11)).isInstanceOf(StorageException.class);
  }

  @Test
  void submittedWrite_isCompleteAtOnce_whereNothingIsRecorded() {
    try (ServiceInstance service = ServiceInstance.start(new Products(3))) {
      assertThat(submit(service, 1, 10)).isCompletedWithValue(service.watermark());
      assertThat(all(service)).isEqualTo(Map.of(1L, 30L, 2L, 6L));
      assertThatThrownBy(() -> submit(service, 1, -1)).isInstanceOf(ComputationException.class);
    }
  }

  @Test
  void everyCommit_hasARecord_andARefusedWriteHasNone() {
    ServiceInstance service = start(2);
    put(service, 1, 1);
    assertThatThrownBy(() -> put(service, 1, -1)).isInstanceOf(ComputationException.class);
    put(service, 3, 3);
    List<Long> ticks = new ArrayList<>();
    for (JournalRecord record : journal.records()) {
      ticks.add(((JournalRecord.Committed) record).tick());
    }
    assertThat(ticks).containsExactly(2L, 3L);
  }

  @Test
  void refusedTransaction_changesNothing() {
    ServiceInstance service = start(2);
    journal.refuse(new OverloadedException("too much"));
    assertThatThrownBy(() -> put(service, 1, 5)).isInstanceOf(OverloadedException.class);
    journal.refuse(null);
    assertThat(all(service)).isEqualTo(Map.of(1L, 2L, 2L, 4L));
    assertThat(put(service, 1, 5).tick()).isEqualTo(2);
  }

  @Test
  void failedStorage_failsWhatIsOnItsWay_refusesWrites_andIsRead() {
    ServiceInstance service = start(2);
    assertThat(all(service)).isEqualTo(Map.of(1L, 2L, 2L, 4L));
    journal.stall();
    CompletableFuture<Watermark> write = putLater(service, 1, 10);
    awaitHead(journal, 1);
    journal.fail();
    assertThatThrownBy(write::join)
        .hasCauseInstanceOf(StorageException.class)
        .hasMessageContaining("not known");
    assertThatThrownBy(() -> put(service, 1, 11)).isInstanceOf(StorageException.class);
    assertThat(all(service)).isEqualTo(Map.of(1L, 2L, 2L, 4L));
    assertThat(service.<Long, Long>getInput("numbers")).hasSize(2);
  }

  @Test
  void replayedService_continuesTicksAndStreams_afterACrash() {
    ServiceInstance service = start(2);
    service.instantiateResource("stream", "modulo", 7L);
    Watermark seen = put(service, 3, 3);
    put(service, 4, 4);
    Watermark last = put(service, 2, 9);
    ServiceInstance again = restartAfterCrash(service, 2);
    assertThat(journal.folds()).isEmpty();
    assertThat(again.watermark()).isEqualTo(last);
    assertThat(all(again)).isEqualTo(Map.of(1L, 2L, 2L, 18L, 3L, 6L, 4L, 8L));
    try (Subscription resumed = again.subscribe("stream", Optional.of(seen))) {
      CollectionUpdate<Long, Long> news = resumed.<Long, Long>poll().orElseThrow();
      assertThat(news.isInitial()).isFalse();
      assertThat(news.values()).as("2 has the same remainder").containsExactly(Entry.of(4L, 1L));
      assertThat(news.watermark().tick()).isEqualTo(last.tick() - 1);
    }
  }

  @Test
  void writeThatIsNotDurable_isGone_afterACrash() {
    ServiceInstance service = start(2);
    put(service, 3, 3);
    journal.stall();
    CompletableFuture<Watermark> lost = putLater(service, 4, 4);
    awaitHead(journal, 1);
    assertThat(lost).isNotDone();
    ServiceInstance again = restartAfterCrash(service, 2);
    assertThat(all(again)).isEqualTo(Map.of(1L, 2L, 2L, 4L, 3L, 6L));
    assertThat(put(again, 5, 5).tick()).isEqualTo(3);
  }

  @Test
  void orderlyStop_continuesStreams_withChangedCode() {
    ServiceInstance service = start(2);
    service.instantiateResource("stream", "modulo", 7L);
    put(service, 3, 3);
    put(service, 7, 7);
    Watermark seen = service.update("numbers", List.of(new Entry<>(2L, List.of())));
    service.close();
    ServiceInstance again = start(9);
    assertThat(all(again)).isEqualTo(Map.of(1L, 9L, 3L, 27L, 7L, 63L));
    try (Subscription resumed = again.subscribe("stream", Optional.of(seen))) {
      CollectionUpdate<Long, Long> news = resumed.<Long, Long>poll().orElse(null);
      assertThat(news).as("2 and 9 are the same modulo 7").isNull();
    }
    Watermark next = put(again, 1, 2);
    try (Subscription resumed = again.subscribe("stream", Optional.of(seen))) {
      CollectionUpdate<Long, Long> news = resumed.<Long, Long>poll().orElseThrow();
      assertThat(news.isInitial()).isFalse();
      assertThat(news.values()).containsExactly(Entry.of(1L, 4L));
      assertThat(news.watermark()).isEqualTo(next);
    }
  }

  @Test
  void orderlyStop_remembersDeletions_forThoseWhoResume() {
    ServiceInstance service = start(2);
    service.instantiateResource("stream", "all", new Resources.NoParameters());
    Watermark seen = put(service, 3, 3);
    service.update("numbers", List.of(new Entry<>(2L, List.of())));
    service.close();
    ServiceInstance again = start(3);
    try (Subscription resumed = again.subscribe("stream", Optional.of(seen))) {
      CollectionUpdate<Long, Long> news = resumed.<Long, Long>poll().orElseThrow();
      assertThat(news.isInitial()).isFalse();
      assertThat(news.values())
          .containsExactly(Entry.of(1L, 3L), new Entry<>(2L, List.of()), Entry.of(3L, 9L));
    }
  }

  @Test
  void changedCode_afterACrash_foldsAndBeginsANewEpoch() {
    journal = MemoryJournal.atOnce(MemoryJournal.Way.FOLD);
    ServiceInstance service = start(2);
    service.instantiateResource("stream", "all", new Resources.NoParameters());
    Watermark seen = put(service, 3, 3);
    ServiceInstance again = restartAfterCrash(service, 5);
    assertThat(again.watermark().epoch()).isNotEqualTo(seen.epoch());
    assertThat(all(again)).isEqualTo(Map.of(1L, 5L, 2L, 10L, 3L, 15L));
    try (Subscription resumed = again.subscribe("stream", Optional.of(seen))) {
      assertThat(resumed.<Long, Long>poll().orElseThrow().isInitial()).isTrue();
    }
  }

  @Test
  void recordThatGivesSomethingElse_isNotReplayed() {
    ServiceInstance service = start(2);
    put(service, 1, 5);
    ServiceInstance again = restartAfterCrash(service, 0);
    assertThat(journal.folds()).hasSize(1);
    assertThat(journal.folds().getFirst()).hasMessageContaining("when it was carried out again");
    assertThat(all(again)).isEqualTo(Map.of(1L, 0L, 2L, 0L));
  }

  @Test
  void closedLease_staysClosed_andOpenOnesAreOpen() {
    ServiceInstance service = start(2);
    service.instantiateResource("open", "modulo", 7L);
    service.instantiateResource("closed", "modulo", 7L);
    service.instantiateResource("gone", "modulo", 5L);
    service.closeResourceInstance("closed");
    service.closeResourceInstance("gone");
    ServiceInstance again = restartAfterCrash(service, 2);
    again.subscribe("open", Optional.empty()).close();
    assertThat(again.streamCount()).isEqualTo(1);
    assertThatThrownBy(() -> again.subscribe("closed", Optional.empty()))
        .hasMessageContaining("no such stream");
  }

  @Test
  void reload_isNotReplayed() {
    ServiceInstance service = start(2);
    service.reload(new Products(3));
    put(service, 1, 5);
    ServiceInstance again = restartAfterCrash(service, 3);
    assertThat(all(again)).isEqualTo(Map.of(1L, 15L, 2L, 6L));
  }

  @Test
  void capturedState_isThatOfOneTick_whileWritesGoOn() {
    ServiceInstance service = start(2);
    Watermark before = put(service, 3, 3);
    try (State state = journal.capture()) {
      put(service, 3, 4);
      assertThat(state.tick()).isEqualTo(before.tick());
      MemoryState copy = MemoryState.of(state, true);
      assertThat(copy.collections().getFirst().size()).isEqualTo(3);
      MemoryState.Block last =
          (MemoryState.Block)
              Objects.requireNonNull(copy.collections().getFirst().blocks().iterator().next());
      assertThat(last.lists().getLast().getFirst()).hasToString("3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyLives_loseNothing_thatWasAnswered(MemoryJournal.Way way) {
    Random random = new Random(15);
    journal = MemoryJournal.delayed(15, way);
    Map<Long, Long> expected = new TreeMap<>(Map.of(1L, 2L, 2L, 4L));
    ServiceInstance service = start(2);
    for (int life = 0; life < 30; life++) {
      for (int i = random.nextInt(12); i > 0; i--) {
        long key = random.nextLong(8);
        if (random.nextInt(4) == 0) {
          service.update("numbers", List.of(new Entry<>(key, List.of())));
          expected.remove(key);
        } else {
          put(service, key, i);
          expected.put(key, 2L * i);
        }
      }
      if (random.nextInt(3) == 0) {
        service.close();
        service = start(2);
      } else {
        service = restartAfterCrash(service, 2);
      }
      assertThat(all(service)).isEqualTo(expected);
    }
    assertThat(journal.folds()).isEmpty();
  }
}
