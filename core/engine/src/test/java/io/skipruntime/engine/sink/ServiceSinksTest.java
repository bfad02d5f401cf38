package io.skipruntime.engine.sink;

import static io.skipruntime.engine.sink.MemoryTarget.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.Entry;
import io.skipruntime.ResourceSink;
import io.skipruntime.SinkStatus;
import io.skipruntime.SinkStatus.State;
import io.skipruntime.UnknownInstanceException;
import io.skipruntime.UnknownSinkException;
import io.skipruntime.WiringException;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.TestClock;
import io.skipruntime.engine.sink.MemoryTarget.Applied;
import io.skipruntime.engine.sink.MemoryTarget.Fault;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of sinks, with a target in memory. */
class ServiceSinksTest {

  private static final List<Fault> FAULTS = List.of(Fault.values());

  private final List<ServiceInstance> started = new ArrayList<>();
  private final MemoryTarget target = new MemoryTarget(false);

  @AfterEach
  void close() {
    started.forEach(ServiceInstance::close);
  }

  private ServiceInstance start(Map<String, ResourceSink> sinks, EngineOptions options) {
    ServiceInstance service = ServiceInstance.start(new SinkService(sinks), options);
    started.add(service);
    return service;
  }

  private ServiceInstance start(MemoryTarget of) {
    return start(Map.of("copy", ResourceSink.of("all", of)), EngineOptions.defaults());
  }

  private static void put(ServiceInstance service, long key, Long... numbers) {
    service.update("numbers", List.of(new Entry<>(key, List.of(numbers))));
  }

  /** What a target that has a resource has. */
  private static Map<Json, Json> copyOf(ServiceInstance service, String resource, Object params) {
    Map<Json, Json> contents = new TreeMap<>();
    for (Entry<Long, Long> entry : service.<Long, Long>getAll(resource, params)) {
      contents.put(
          Json.from(entry.key()),
          Json.array(entry.values().stream().map(Json::from).toArray(Json[]::new)));
    }
    return contents;
  }

  private static Map<Json, Json> all(ServiceInstance service) {
    return copyOf(service, "all", Json.NULL);
  }

  private void awaitCopy(ServiceInstance service) {
    await(() -> target.contents().equals(all(service)) && isCaughtUp(service));
  }

  private static boolean isCaughtUp(ServiceInstance service) {
    SinkStatus status = status(service);
    return status.state() == State.LIVE
        && status.lag().equals(SinkStatus.Lag.NONE)
        && status.acknowledged().isPresent();
  }

  private static SinkStatus status(ServiceInstance service) {
    return service.sinks().statuses().getFirst();
  }

  private List<Entry<Object, Object>> lastEntries() {
    return target.applied().getLast().entries();
  }

  @Test
  void target_isGivenEverythingFirst_andThenWhatChanges() {
    target.put(99L, 1L); // what the target has besides goes
    ServiceInstance service = start(target);
    awaitCopy(service);
    put(service, 1, 10L, 11L);
    awaitCopy(service);
    put(service, 2, 20L);
    awaitCopy(service);
    put(service, 1);
    awaitCopy(service);
    assertThat(target.contents()).containsOnlyKeys(Json.of(2));
    assertThat(target.applied()).extracting(Applied::isResync).startsWith(true);
    assertThat(target.applied().subList(1, target.applied().size()))
        .extracting(Applied::isResync)
        .containsOnly(false);
    assertThat(lastEntries()).containsExactly(new Entry<>(1L, List.of()));
    assertThat(status(service).acknowledged()).contains(target.applied().getLast().position());
    assertThat(status(service).written().resyncs()).isEqualTo(1);
  }

  @Test
  void target_isGivenTheNetChange_whenItWasAway() {
    ServiceInstance service = start(target);
    put(service, 1, 10L);
    put(service, 2, 20L);
    awaitCopy(service);
    int before = target.applied().size();
    target.away(true);
    put(service, 1, 11L);
    await(() -> status(service).state() == State.RETRYING);
    put(service, 1, 12L);
    put(service, 2);
    put(service, 3, 30L);
    put(service, 3);
    assertThat(status(service).reason()).contains("the target is away");
    assertThat(status(service).lag().keys()).isEqualTo(3);
    assertThat(status(service).lag().ticks()).isPositive();
    target.away(false);
    awaitCopy(service);
    assertThat(target.applied()).hasSize(before + 1);
    assertThat(lastEntries())
        .containsExactly(
            Entry.of(1L, 12L),
            new Entry<>(2L, List.of()),
            new Entry<>(3L, List.of())); // which may have come with a batch that failed
    assertThat(status(service).reason()).isEmpty();
    assertThat(status(service).written().failures()).isPositive();
  }

  @Test
  void target_thatFailsAtAnyPoint_hasTheContentsAtTheEnd() {
    ServiceInstance service = start(target);
    long key = 0;
    for (Fault fault : FAULTS) {
      target.fail(fault, fault);
      put(service, key++, 1L);
      put(service, key++, 2L);
      awaitCopy(service);
    }
    assertThat(target.contents()).hasSize(6);
  }

  @Test
  void state_isWrittenOnce_whenTheTargetKeepsThePosition() {
    MemoryTarget keeping = new MemoryTarget(true);
    ServiceInstance service = start(keeping);
    for (long key = 0; key < 20; key++) {
      keeping.fail(FAULTS.get((int) key % FAULTS.size()));
      put(service, key, key);
      await(() -> keeping.contents().equals(all(service)) && isCaughtUp(service));
    }
    List<Long> ticks = keeping.applied().stream().map(each -> each.position().tick()).toList();
    assertThat(ticks).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void key_thatIsRefused_isListedUntilItIsTaken() {
    ServiceInstance service = start(target);
    target.refuse(1L);
    service.update("numbers", List.of(Entry.of(1L, 1L), Entry.of(2L, 2L)));
    await(() -> target.contents().containsKey(Json.of(2)) && isCaughtUp(service));
    assertThat(status(service).refused().count()).isEqualTo(1);
    assertThat(status(service).refused().first())
        .containsExactly(new SinkStatus.Refused("1", "not wanted"));
    target.refuseNothing();
    put(service, 1, 5L);
    awaitCopy(service);
    assertThat(status(service).refused()).isEqualTo(SinkStatus.Refusals.NONE);
  }

  @Test
  void resync_mendsATargetThatWasChangedByHand() {
    ServiceInstance service = start(target);
    put(service, 1, 10L);
    awaitCopy(service);
    target.put(1L, 999L);
    target.put(7L, 999L);
    service.sinks().resync("copy");
    awaitCopy(service);
    assertThat(target.applied().getLast().isResync()).isTrue();
    assertThatThrownBy(() -> service.sinks().resync("other"))
        .isInstanceOf(UnknownSinkException.class)
        .hasMessageContaining("[copy]");
  }

  /** Scenario Q8, within one process. */
  @Test
  void service_thatWasReplaced_writesNoMore_untilItIsToldTo() {
    MemoryTarget keeping = new MemoryTarget(true);
    ServiceInstance old = start(keeping);
    put(old, 1, 1L);
    await(() -> keeping.contents().equals(all(old)));
    ServiceInstance current = start(keeping);
    put(current, 2, 2L);
    await(() -> keeping.contents().equals(all(current)));
    put(old, 3, 3L);
    await(() -> status(old).state() == State.STOPPED);
    assertThat(status(old).reason()).contains("another process writes to the target");
    assertThat(keeping.contents()).isEqualTo(all(current));
    old.sinks().resync("copy");
    await(() -> keeping.contents().equals(all(old)));
  }

  @Test
  void resourceThatFails_isFollowedAgain_whenItRecovers() {
    ServiceInstance service =
        start(
            Map.of("copy", ResourceSink.of("above", target).withParams(Json.of(5))),
            EngineOptions.defaults());
    put(service, 1, 10L);
    await(() -> target.contents().containsKey(Json.of(1)));
    put(service, 2, -1L);
    await(() -> status(service).state() == State.RETRYING);
    assertThat(status(service).reason().orElseThrow()).contains("a negative number");
    assertThat(target.contents()).containsOnlyKeys(Json.of(1));
    put(service, 2, 20L);
    await(() -> target.contents().equals(copyOf(service, "above", Json.of(5))));
    assertThat(target.contents()).containsOnlyKeys(Json.of(1), Json.of(2));
  }

  @Test
  void reload_endsSinksThatAreGone_andGoesOnWithThoseThatAreNot() {
    MemoryTarget other = new MemoryTarget(false);
    ResourceSink sink = ResourceSink.of("all", target);
    ServiceInstance service = start(Map.of("copy", sink), EngineOptions.defaults());
    put(service, 1, 10L);
    awaitCopy(service);
    service.reload(new SinkService(Map.of("copy", sink, "more", ResourceSink.of("all", other))));
    await(() -> other.contents().equals(all(service)));
    assertThat(target.connections()).isEqualTo(1);
    service.reload(
        new SinkService(Map.of("copy", ResourceSink.of("above", target).withParams(Json.of(10)))));
    await(() -> other.open() == 0 && target.contents().isEmpty());
    put(service, 2, 20L);
    await(() -> target.contents().equals(copyOf(service, "above", Json.of(10))));
    assertThat(other.contents()).containsOnlyKeys(Json.of(1));
    service.reload(new SinkService(Map.of()));
    await(() -> target.open() == 0 && service.streamCount() == 0);
    assertThat(service.sinks().statuses()).isEmpty();
  }

  @Test
  void close_givesTheTargetWhatItLacks() {
    for (int i = 0; i < 20; i++) {
      ServiceInstance service = start(target);
      put(service, i, 1L);
      Map<Json, Json> last = all(service);
      service.close();
      assertThat(target.contents()).isEqualTo(last);
      assertThat(target.open()).isZero();
    }
  }

  @Test
  void close_isNotHeldUp_byATargetThatHangs() {
    ServiceInstance service =
        start(
            Map.of("copy", ResourceSink.of("all", target)),
            EngineOptions.defaults().withCloseMillis(50));
    awaitCopy(service);
    target.hang();
    put(service, 1, 1L);
    await(() -> status(service).lag().keys() == 1);
    service.close();
    await(() -> target.open() == 0);
  }

  @Test
  void leaseOfASink_isOutOfReachForClients() {
    ServiceInstance service = start(target);
    awaitCopy(service);
    assertThat(service.streamCount()).isEqualTo(1);
    assertThatThrownBy(() -> service.subscribe("sink/copy", Optional.empty()))
        .isInstanceOf(UnknownInstanceException.class);
    assertThatThrownBy(() -> service.closeResourceInstance("sink/copy"))
        .isInstanceOf(UnknownInstanceException.class);
    assertThatThrownBy(() -> service.leaveResourceInstance("sink/copy"))
        .isInstanceOf(UnknownInstanceException.class);
    assertThatThrownBy(() -> service.instantiateResource("sink/x", "all", Json.NULL))
        .isInstanceOf(UnknownInstanceException.class);
  }

  @Test
  void deletions_areRememberedForASink_beyondTheResumeWindow() {
    TestClock clock = new TestClock();
    ServiceInstance service =
        start(
            Map.of("copy", ResourceSink.of("all", target)),
            EngineOptions.defaults().withClock(clock).withResumeMillis(1_000));
    service.update("numbers", numbers(1_000, 0));
    awaitCopy(service);
    target.away(true);
    service.update(
        "numbers",
        LongStream.range(0, 500).mapToObj(key -> new Entry<>(key, List.<Long>of())).toList());
    for (int round = 1; round < 10; round++) {
      clock.advanceMillis(10_000);
      service.update("numbers", numbers(500, round).stream().map(ServiceSinksTest::moved).toList());
    }
    target.away(false);
    awaitCopy(service);
    assertThat(target.applied().getLast().isResync()).isFalse();
  }

  private static List<Entry<Long, Long>> numbers(int count, long add) {
    return LongStream.range(0, count).mapToObj(key -> Entry.of(key, key + add)).toList();
  }

  private static Entry<Long, Long> moved(Entry<Long, Long> entry) {
    return new Entry<>(entry.key() + 500, entry.values());
  }

  @Test
  void mistakesInSinks_areReportedTogether() {
    assertThatThrownBy(() ->
            start(
                Map.of(
                    "a/b", ResourceSink.of("all", target),
                    "none", ResourceSink.of("nothing", target),
                    "bad", ResourceSink.of("above", target).withParams(Json.of("x"))),
                EngineOptions.defaults()))
        .isInstanceOf(WiringException.class)
        .hasMessageContaining("a/b")
        .hasMessageContaining("there is no resource nothing")
        .hasMessageContaining("parameters of above");
  }

  @Test
  void sinks_areNotFed_whenTheOptionsSayNot() {
    ServiceInstance service =
        start(
            Map.of("copy", ResourceSink.of("all", target)),
            EngineOptions.defaults().withoutSinks());
    put(service, 1, 1L);
    assertThat(service.sinks().statuses()).isEmpty();
    assertThat(target.connections()).isZero();
  }
}
