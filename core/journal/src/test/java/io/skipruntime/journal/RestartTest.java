package io.skipruntime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Context;
import io.skipruntime.EagerCollection;
import io.skipruntime.Entry;
import io.skipruntime.Resource;
import io.skipruntime.Resources;
import io.skipruntime.SkipService;
import io.skipruntime.StorageException;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.spi.Journal;
import io.skipruntime.engine.spi.JournalListener;
import io.skipruntime.engine.spi.JournalProvider;
import io.skipruntime.engine.spi.StateSource;
import io.skipruntime.engine.spi.StorageStatus;
import io.skipruntime.journal.file.FaultyFiles;
import io.skipruntime.journal.file.FaultyFiles.Fault;
import io.skipruntime.journal.log.LogOptions;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Services that are stopped or crash, and start again: their data, ticks, streams and clocks. */
class RestartTest {

  private static final JournalOptions SMALL =
      JournalOptions.defaults().withLog(new LogOptions(1 << 20, 1 << 16, 0, 1, 1));
  private static final CountersService.All ALL = new CountersService.All();

  private static ServiceInstance start(FaultyFiles files, SkipService<?, ?> service) {
    return start(files, service, SMALL);
  }

  private static ServiceInstance start(
      FaultyFiles files, SkipService<?, ?> service, JournalOptions options) {
    return ServiceInstance.start(
        service, EngineOptions.defaults().withPersistence(Persistence.in(files, options)));
  }

  /** What a crash leaves, after the first snapshot: before it, there is nothing to go on from. */
  private static FaultyFiles crash(ServiceInstance service, FaultyFiles files) {
    awaitSnapshot(service);
    return files.afterCrash();
  }

  private static void awaitSnapshot(ServiceInstance service) {
    while (service.storage().orElseThrow().figures().getOrDefault("snapshots_total", 0.0) == 0) {
      Thread.onSpinWait();
    }
  }

  private static void put(ServiceInstance service, String key, Long... values) {
    service.update("counters", List.of(new Entry<>(key, List.of(values))));
  }

  private static List<Entry<String, Long>> contents(ServiceInstance service) {
    return List.copyOf(service.<String, Long>getAll("counters", ALL));
  }

  /** Opens a stream and reads its contents. */
  private static Watermark follow(ServiceInstance service, String identifier) {
    service.instantiateResource(identifier, "remainders", new CountersService.Remainders());
    try (Subscription subscription = service.subscribe(identifier, Optional.empty())) {
      assertThat(subscription.<Long, String>poll().orElseThrow().isInitial()).isTrue();
      return subscription.seen().orElseThrow();
    }
  }

  private static Optional<CollectionUpdate<Long, String>> resume(
      ServiceInstance service, String identifier, Watermark seen) {
    try (Subscription subscription = service.subscribe(identifier, Optional.of(seen))) {
      return subscription.poll();
    }
  }

  /** Scenarios W3 and W13: the same identifier, the same epoch, and only what differs. */
  @Test
  void stream_isSentOnlyDifferences_afterAnOrderlyStop() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10));
    Watermark seen = follow(service, "stream");
    put(service, "a", 5L);
    service.close();
    try (ServiceInstance next = start(files, new CountersService(10))) {
      assertThat(next.watermark().epoch()).isEqualTo(seen.epoch());
      assertThat(next.watermark().tick()).isGreaterThan(seen.tick());
      put(next, "b", 7L);
      CollectionUpdate<Long, String> update = resume(next, "stream", seen).orElseThrow();
      assertThat(update.isInitial()).isFalse();
      assertThat(update.values()).containsExactly(Entry.of(5L, "a"), Entry.of(7L, "b"));
    }
  }

  @Test
  void streamWithoutEntries_goesOn_afterAnOrderlyStop() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10));
    Watermark seen = follow(service, "stream");
    service.close();
    try (ServiceInstance next = start(files, new CountersService(10))) {
      assertThat(resume(next, "stream", seen)).isEmpty();
      put(next, "b", 7L);
      CollectionUpdate<Long, String> update = resume(next, "stream", seen).orElseThrow();
      assertThat(update.isInitial()).isFalse();
      assertThat(update.values()).containsExactly(Entry.of(7L, "b"));
    }
  }

  /** Scenario L11, for what is recorded besides commits. */
  @Test
  void newStreams_areRefusedAtOnce_whileThereIsNoSpace_andOldOnesGoOn() {
    FaultyFiles files = new FaultyFiles();
    files.space(300_000);
    try (ServiceInstance service =
        start(
            files,
            new CountersService(10),
            SMALL.withLog(new LogOptions(1 << 17, 1 << 17, 0, 1, 1)))) {
      while (service.storage().orElseThrow().state() != StorageStatus.State.FULL) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> service.instantiateResource("stream", "counters", ALL))
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.FULL));
      assertThat(contents(service)).hasSize(2);
      files.space(Long.MAX_VALUE);
      while (service.storage().orElseThrow().state() == StorageStatus.State.FULL) {
        Thread.onSpinWait();
      }
      follow(service, "stream");
    }
  }

  /** Scenario W3, with changed code: what comes out different is sent, and nothing else. */
  @Test
  void stream_isSentOnlyDifferences_afterADeployOfChangedCode() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10), SMALL.withProgramVersion("1"));
    put(service, "a", 15L);
    Watermark seen = follow(service, "stream");
    service.close();
    try (ServiceInstance next =
        start(files, new CountersService(12), SMALL.withProgramVersion("2"))) {
      CollectionUpdate<Long, String> update = resume(next, "stream", seen).orElseThrow();
      assertThat(update.isInitial()).isFalse();
      assertThat(update.values()).containsExactly(Entry.of(3L, "a"), new Entry<>(5L, List.of()));
    }
  }

  /** Scenario W4. */
  @Test
  void stream_isSentOnlyDifferences_afterACrash() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10));
    awaitSnapshot(service); // of a stream that is older, only what came since would be known
    Watermark seen = follow(service, "stream");
    put(service, "a", 5L);
    put(service, "b", 6L);
    Watermark last = service.watermark();
    FaultyFiles crashed = crash(service, files);
    service.close();
    try (ServiceInstance next = start(crashed, new CountersService(10))) {
      assertThat(next.watermark()).isEqualTo(last);
      CollectionUpdate<Long, String> update = resume(next, "stream", seen).orElseThrow();
      assertThat(update.isInitial()).isFalse();
      assertThat(update.watermark()).isEqualTo(last);
      assertThat(update.values()).containsExactly(Entry.of(5L, "a"), Entry.of(6L, "b"));
      assertThat(resume(next, "stream", last)).isEmpty();
    }
  }

  /** Scenario W5: changed code never goes on with what other code has derived. */
  @Test
  void stream_beginsAgain_afterACrashAndChangedCode() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10), SMALL.withProgramVersion("1"));
    Watermark seen = follow(service, "stream");
    put(service, "a", 15L);
    FaultyFiles crashed = crash(service, files);
    service.close();
    try (ServiceInstance next =
        start(crashed, new CountersService(12), SMALL.withProgramVersion("2"))) {
      assertThat(next.watermark().epoch()).isNotEqualTo(seen.epoch());
      CollectionUpdate<Long, String> update = resume(next, "stream", seen).orElseThrow();
      assertThat(update.isInitial()).isTrue();
      assertThat(update.values()).contains(Entry.of(3L, "a"));
    }
  }

  /** Scenario W12. */
  @Test
  void stream_beginsAgain_afterAReloadAndACrash() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10));
    put(service, "a", 15L);
    service.reload(new CountersService(12));
    Watermark seen = follow(service, "stream");
    put(service, "b", 4L);
    FaultyFiles crashed = crash(service, files);
    service.close();
    try (ServiceInstance next = start(crashed, new CountersService(10))) {
      CollectionUpdate<Long, String> update = resume(next, "stream", seen).orElseThrow();
      assertThat(update.isInitial()).isTrue();
      assertThat(update.values()).contains(Entry.of(5L, "a"), Entry.of(4L, "b"));
    }
  }

  /** A state that is captured late has what was committed since the snapshot was asked for. */
  @Test
  void stream_beginsAgain_afterAReloadAndACrash_whenASnapshotWasBegunBefore() {
    FaultyFiles files = new FaultyFiles();
    Semaphore captures = new Semaphore(0);
    ServiceInstance service =
        ServiceInstance.start(
            new CountersService(10),
            EngineOptions.defaults()
                .withPersistence(slowed(Persistence.in(files, SMALL), captures)));
    put(service, "a", 15L);
    while (!captures.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    service.reload(new CountersService(12));
    put(service, "b", 4L);
    Watermark seen = follow(service, "stream");
    captures.release();
    FaultyFiles crashed = crash(service, files);
    captures.release(Integer.MAX_VALUE / 2);
    service.close();
    try (ServiceInstance next = start(crashed, new CountersService(10))) {
      CollectionUpdate<Long, String> update = resume(next, "stream", seen).orElseThrow();
      assertThat(update.isInitial()).isTrue();
      assertThat(update.values()).contains(Entry.of(5L, "a"), Entry.of(4L, "b"));
    }
  }

  /** A journal whose snapshots wait for a permit before they look at the service. */
  private static JournalProvider slowed(Persistence persistence, Semaphore captures) {
    return (service, context) -> {
      Journal journal = persistence.open(service, context);
      return (Journal)
          Proxy.newProxyInstance(
              Journal.class.getClassLoader(),
              new Class<?>[] {Journal.class},
              (proxy, method, arguments) -> {
                if (!method.getName().equals("ready")) {
                  return method.invoke(journal, arguments);
                }
                StateSource states = (StateSource) arguments[1];
                journal.ready(
                    (JournalListener) arguments[0],
                    () -> {
                      captures.acquireUninterruptibly();
                      return states.capture();
                    });
                return null;
              });
    };
  }

  /**
   * What was shown is durable, so that no other process gives its tick to other contents: the next
   * one goes on from it, or carries it out again.
   */
  @Test
  void start_isDurable_whenItHasReturned() {
    FaultyFiles files = new FaultyFiles();
    Watermark shown = new Watermark("none", 0);
    for (int start = 0; start < 20; start++) {
      ServiceInstance service = start(files, new CountersService(10));
      FaultyFiles crashed = files.afterCrash();
      Watermark next = service.watermark();
      assertThat(next.equals(shown) || next.tick() > shown.tick())
          .as("%s after %s", next, shown)
          .isTrue();
      shown = next;
      service.close();
      files = crashed;
    }
  }

  /** Scenario W9. */
  @Test
  void initialData_doesNotComeBack() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10));
    put(service, "deleted");
    service.close();
    try (ServiceInstance next = start(files, new CountersService(10))) {
      assertThat(contents(next)).containsExactly(Entry.of("initial", 1L));
    }
  }

  /** Scenario W7: writers that share a commit are carried out again as they were. */
  @Test
  void contents_areThoseOfEachTick_whenACrashIsReplayed() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(3));
    for (long i = 0; i < 200; i++) {
      put(service, "key" + i % 7, i);
    }
    List<Entry<String, Long>> before = contents(service);
    Watermark last = service.watermark();
    FaultyFiles crashed = crash(service, files);
    service.close();
    for (int crash = 0; crash < 3; crash++) {
      ServiceInstance next = start(crashed, new CountersService(3));
      assertThat(contents(next)).isEqualTo(before);
      assertThat(next.watermark()).isEqualTo(last);
      crashed = crashed.afterCrash();
      next.close();
    }
  }

  private record Other(EagerCollection<String, Long> others) {}

  private record OtherResource() implements Resource<Other> {
    @Override
    public EagerCollection<String, Long> instantiate(Other in, Context context) {
      return in.others();
    }
  }

  /** A program without the input that the other one has. */
  private static final class OtherService implements SkipService<Other, Other> {
    @Override
    public Resources<Other> resources() {
      return Resources.of("others", OtherResource.class);
    }

    @Override
    public Other createGraph(Other in, Context context) {
      return in;
    }
  }

  /** Scenario W10: data of an input that a program does not have is there when one has it again. */
  @Test
  void inputThatTheProgramDoesNotHave_isKept() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10));
    put(service, "a", 5L);
    List<Entry<String, Long>> before = contents(service);
    service.close();
    ServiceInstance other = start(files, new OtherService(), SMALL.withProgramVersion("other"));
    other.update("others", List.of(Entry.of("x", 1L)));
    FaultyFiles crashed = crash(other, files);
    other.close();
    for (FaultyFiles each : List.of(crashed, files)) {
      try (ServiceInstance next = start(each, new CountersService(10))) {
        assertThat(contents(next)).isEqualTo(before);
      }
    }
  }

  /** Scenario W6: the clock goes back by a day and ahead by one. */
  @Test
  void ticksGrow_whateverTheClockSays() {
    FaultyFiles files = new FaultyFiles();
    long day = 86_400_000;
    AtomicLong now = new AtomicLong(10 * day);
    EngineOptions options =
        EngineOptions.defaults()
            .withClock(() -> Instant.ofEpochMilli(now.get()))
            .withPersistence(Persistence.in(files, SMALL));
    Watermark last = new Watermark("", 0);
    for (long time : new long[] {10 * day, 9 * day, 11 * day, 9 * day}) {
      now.set(time);
      ServiceInstance service = ServiceInstance.start(new CountersService(10), options);
      put(service, "time", time);
      assertThat(service.watermark().tick()).isGreaterThan(last.tick());
      last = service.watermark();
      service.close();
    }
  }

  /** Scenario L8: readers go on, writers are refused, and the next start has what was shown. */
  @Test
  void writesAreRefusedAndReadsGoOn_whenTheDiskFails() {
    FaultyFiles files = new FaultyFiles();
    ServiceInstance service = start(files, new CountersService(10));
    put(service, "a", 5L);
    List<Entry<String, Long>> before = contents(service);
    files.failAt(1, Fault.EIO, true);
    // The log's own mark may be what fails: then no write is on its way whose outcome is unknown.
    assertThatThrownBy(() -> put(service, "b", 6L))
        .hasMessageMatching(".*(unknown|storage has failed).*start the service again.*");
    assertThatThrownBy(() -> put(service, "c", 7L)).hasMessageContaining("storage has failed");
    assertThat(contents(service)).isEqualTo(before);
    service.close();
    FaultyFiles restarted = files.afterCrash();
    try (ServiceInstance next = start(restarted, new CountersService(10))) {
      assertThat(contents(next)).containsAll(before).doesNotContain(Entry.of("c", 7L));
    }
  }
}
