package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.InvalidInputException;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.Resources;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.cluster.shard.TeamsService.Person;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.engine.shard.ShardFailure;
import io.skipruntime.engine.spi.OrderStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that serve what shards in another part of the same process compute. */
class ShardNodesTest {

  private final MemoryLog commits = new MemoryLog();
  private final MemoryLog ticks = new MemoryLog();
  private final ShardLogs logs = ShardLogs.of("L", commits::open, ticks::open);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private ShardComputation compute(int shards) {
    ShardComputation computation =
        ShardComputation.start(new TeamsService(), logs, shards, "", tick -> {});
    opened.add(computation);
    return computation;
  }

  private EngineOptions options() {
    return EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs));
  }

  private ServiceInstance node() {
    return node(options());
  }

  private ServiceInstance node(EngineOptions options) {
    ServiceInstance node = ServiceInstance.start(new TeamsService(), options);
    opened.add(node);
    return node;
  }

  private static Entry<Long, Person> person(long id, boolean active) {
    return Entry.of(id, new Person("person " + id, active));
  }

  private static void awaitThat(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static Map<Object, Object> all(ServiceInstance service, String resource) {
    Map<Object, Object> all = new TreeMap<>();
    service.getAll(resource).forEach(each -> all.put(each.key(), each.values()));
    return all;
  }

  @Test
  void write_isReadWhereItWasMade_andByItsTickOnOtherNodes() {
    compute(3);
    ServiceInstance one = node();
    ServiceInstance other = node();
    one.update("people", List.of(person(1, true), person(2, false), person(3, true)));
    Watermark written =
        one.transaction(writes -> {
          writes.update("teams", List.of(Entry.of(7L, List.of(1L, 2L, 3L))));
          writes.update("people", List.of(person(2, true)));
        });
    assertThat(written.tick()).isEqualTo(3);
    assertThat(all(one, "active")).isEqualTo(Map.of(7L, List.of(1L, 2L, 3L)));
    awaitThat("the other node comes to it", () -> other.watermark().equals(written));
    assertThat(all(other, "counts"))
        .isEqualTo(Map.of(1L, List.of(1L), 2L, List.of(1L), 3L, List.of(1L)));
    assertThat(one.order().orElseThrow().figures())
        .containsEntry("tick", 3.0)
        .containsEntry("commits_total", 3.0)
        .containsEntry("waiting_writes", 0.0);
  }

  @Test
  void writeThatAFunctionRejects_failsAsInOneProcess() {
    compute(2);
    ServiceInstance node = node();
    try (ServiceInstance alone = ServiceInstance.start(new TeamsService())) {
      for (ServiceInstance each : List.of(alone, node)) {
        each.update("people", List.of(person(1, true)));
        each.update("teams", List.of(Entry.of(7L, List.of(1L))));
      }
      ComputationException expected = failure(alone);
      ComputationException told = failure(node);
      assertThat(told).hasMessage(expected.getMessage());
      assertThat(told.node()).isEqualTo(expected.node());
      assertThat(told.key()).isEqualTo(expected.key());
      assertThat(told.causeMessage()).isEqualTo(expected.causeMessage());
    }
    assertThat(all(node, "active")).isEqualTo(Map.of(7L, List.of(1L)));
    node.update("people", List.of(person(1, false)));
    assertThat(all(node, "active")).isEmpty();
  }

  private static ComputationException failure(ServiceInstance service) {
    try {
      service.update("people", List.of(Entry.deleted(1L)));
    } catch (ComputationException e) {
      return e;
    }
    throw new AssertionError("the write is accepted");
  }

  @Test
  void writeOfOtherTypes_isRefusedBeforeTheLogHasIt() {
    compute(1);
    ServiceInstance node = node();
    assertThatThrownBy(() -> node.update("teams", List.of(Entry.of("no number", List.of(1L)))))
        .isInstanceOf(InvalidInputException.class);
    assertThat(commits.open().end()).isEqualTo(1);
  }

  @Test
  void writesBehindARejectedOne_takeEffectAllTheSame() throws Exception {
    compute(3);
    List<ServiceInstance> nodes = List.of(node(), node());
    nodes.getFirst().update("people", List.of(person(0, true)));
    nodes.getFirst().update("teams", List.of(Entry.of(0L, List.of(0L))));
    int writers = 4;
    int each = 40;
    AtomicLong rejected = new AtomicLong();
    Map<Long, Long> accepted = new ConcurrentHashMap<>();
    CountDownLatch done = new CountDownLatch(writers);
    for (int writer = 0; writer < writers; writer++) {
      long own = writer + 1L;
      ServiceInstance node = nodes.get(writer % 2);
      Thread.ofPlatform()
          .start(() -> {
            Random random = new Random(own);
            for (int i = 0; i < each; i++) {
              if (random.nextInt(4) == 0) {
                try {
                  node.update("people", List.of(Entry.deleted(0L), person(99, true)));
                } catch (ComputationException e) {
                  rejected.incrementAndGet();
                }
              } else {
                long id = own * 1_000 + i;
                accepted.put(id, node.update("people", List.of(person(id, true))).tick());
                node.update("teams", List.of(Entry.of(id, List.of(0L, id))));
                assertThat(node.getArray("active", NO_PARAMETERS, id)).isEqualTo(List.of(0L, id));
              }
            }
            done.countDown();
          });
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(rejected.get()).isPositive();
    assertThat(accepted).hasSize(writers * each - (int) rejected.get());
    Map<Object, Object> expected = new TreeMap<>(Map.of(0L, List.of(0L)));
    accepted.keySet().forEach(id -> expected.put(id, List.of(0L, id)));
    nodes.getFirst().update("people", List.of(person(0, true)));
    awaitThat(
        "both are at the same tick",
        () -> nodes.getFirst().watermark().equals(nodes.getLast().watermark()));
    for (ServiceInstance node : nodes) {
      assertThat(all(node, "active")).isEqualTo(expected);
      assertThat(node.order().orElseThrow().figures().get("rejections_total"))
          .isEqualTo((double) rejected.get());
    }
  }

  private static final Object NO_PARAMETERS = new Resources.NoParameters();

  @Test
  void stream_showsEachTickOnce_andGoesOnAtAnotherNode() throws Exception {
    compute(2);
    ServiceInstance one = node();
    one.update("people", List.of(person(1, true)));
    one.instantiateResource("a", "active", NO_PARAMETERS);
    Subscription stream = one.subscribe("a", Optional.empty());
    assertThat(stream.<Long, Long>poll().orElseThrow().isInitial()).isTrue();
    for (long id = 2; id < 6; id++) {
      Watermark written = one.update("teams", List.of(Entry.of(id, List.of(1L))));
      CollectionUpdate<Long, Long> event = stream.<Long, Long>poll().orElseThrow();
      assertThat(event.watermark()).isEqualTo(written);
      assertThat(event.values()).isEqualTo(List.of(Entry.of(id, 1L)));
    }
    one.update("teams", List.of(Entry.of(9L, List.of(1L))));
    ServiceInstance other = node();
    other.instantiateResource("b", "active", NO_PARAMETERS);
    CollectionUpdate<Long, Long> resumed =
        other.resume("b", stream.lastEventId()).<Long, Long>poll().orElseThrow();
    assertThat(resumed.isInitial()).isFalse();
    assertThat(resumed.values()).isEqualTo(List.of(Entry.of(9L, 1L)));
  }

  @Test
  void computation_goesOnWhereItEnded_andRepeatsNothing() {
    ShardComputation first = compute(2);
    ServiceInstance node = node();
    node.update("people", List.of(person(1, true)));
    node.update("teams", List.of(Entry.of(7L, List.of(1L))));
    assertThatThrownBy(() -> node.update("people", List.of(Entry.deleted(1L))))
        .isInstanceOf(ComputationException.class);
    first.close();
    long before = ticks.open().end();
    AtomicLong begun = new AtomicLong();
    opened.add(ShardComputation.start(new TeamsService(), logs, 4, "", begun::set));
    node.update("teams", List.of(Entry.of(8L, List.of(1L))));
    assertThat(begun.get()).isBetween(before, before + 1);
    assertThat(all(node, "counts")).isEqualTo(Map.of(1L, List.of(2L)));
    assertThat(ticks.open().end()).isEqualTo(commits.open().end());
    assertThat(node.watermark().tick()).isEqualTo(ticks.open().end());
  }

  @Test
  void secondComputation_waitsUntilTheFirstEnds() {
    ShardComputation first = compute(2);
    ServiceInstance node = node();
    CompletableFuture<Long> begun = new CompletableFuture<>();
    opened.add(ShardComputation.start(new TeamsService(), logs, 2, "", begun::complete));
    node.update("people", List.of(person(1, true)));
    assertThat(begun).isNotDone();
    first.close();
    node.update("teams", List.of(Entry.of(7L, List.of(1L))));
    assertThat(begun).isCompletedWithValue(2L);
  }

  @Test
  void rejectedWrite_isTakenBackByTheNextComputation_ifTheFirstDidNotComeToIt() {
    ShardComputation first = compute(2);
    ServiceInstance node = node();
    node.update("people", List.of(person(1, true)));
    node.update("teams", List.of(Entry.of(7L, List.of(1L))));
    first.close();
    try (var log = commits.open();
        var outcomes = ticks.open()) {
      long tick =
          log.append(
              ShardRecordFormat.encode(
                  new ShardRecord.Write(
                      1, 1, 1, Map.of("people", List.of(Entry.deleted((Object) 1L))))),
              1_000);
      outcomes.append(
          TickFormat.encode(
              new TickOutcome.Rejected(tick, new ShardFailure(0, new SkipException("rejected"))),
              TickFormat.originOf(outcomes.read(1, 1, 0).getFirst())),
          1_000);
    }
    compute(3);
    node.update("teams", List.of(Entry.of(8L, List.of(1L))));
    assertThat(all(node, "active")).isEqualTo(Map.of(7L, List.of(1L), 8L, List.of(1L)));
  }

  @Test
  void node_startsWhenThereIsAFirstTick() throws Exception {
    CompletableFuture<ServiceInstance> starting = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> starting.complete(node()));
    awaitThat("the node begins the log", () -> commits.open().end() == 1);
    assertThat(starting).isNotDone();
    compute(1);
    ServiceInstance node = starting.get(60, TimeUnit.SECONDS);
    assertThat(node.watermark().tick()).isEqualTo(1);
  }

  @Test
  void writes_areRefusedForCertain_whileNothingComputes() {
    ShardComputation computation = compute(1);
    ServiceInstance node = node(options().withWaitMillis(300));
    node.update("people", List.of(person(1, true)));
    computation.close();
    assertThatThrownBy(() -> node.update("people", List.of(person(2, true))))
        .isInstanceOfSatisfying(
            OutcomeUnknownException.class, unknown -> assertThat(unknown.tick()).hasValue(3))
        .hasMessageContaining("read with this tick as the least watermark");
    awaitThat(
        "the node knows",
        () -> node.order().orElseThrow().state() == OrderStatus.State.UNAVAILABLE);
    assertThatThrownBy(() -> node.update("people", List.of(person(3, true))))
        .isInstanceOf(ClusterUnavailableException.class)
        .hasMessageContaining("nothing computes the shards of L: start a process that does");
    assertThat(commits.open().end()).isEqualTo(3);
    assertThat(all(node, "active")).isEmpty();
    compute(1);
    awaitThat(
        "the node goes on",
        () -> node.order().orElseThrow().state() == OrderStatus.State.FOLLOWING);
    assertThat(node.update("people", List.of(person(3, true))).tick()).isEqualTo(4);
  }
}
