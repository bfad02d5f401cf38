package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.CommandRefusedException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.Resources;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on nodes that serve what shards compute: all are as if one had run after the other. */
class ShardCommandsTest {

  private static final Object NONE = new Resources.NoParameters();

  private final MemoryLog commits = new MemoryLog();
  private final MemoryLog ticks = new MemoryLog();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ShardLogs logs = ShardLogs.of("L", commits::open, ticks::open);

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    opened.clear();
  }

  private ShardComputation compute(int shards) {
    ShardComputation computation =
        ShardComputation.start(new CounterService(), logs, shards, "", tick -> {});
    opened.add(computation);
    return computation;
  }

  private ServiceInstance node() {
    ServiceInstance node =
        ServiceInstance.start(
            new CounterService(),
            EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs)).withWaitMillis(30_000));
    opened.add(node);
    return node;
  }

  private static Json counter(long number) {
    return Json.object(Map.of("counter", Json.of(number)));
  }

  private static long increment(ServiceInstance node, long counter) {
    return result(node.commands().run("increment", counter(counter)).result());
  }

  private static long result(Json result) {
    return Long.parseLong(result.toString());
  }

  private static double figure(ServiceInstance node, String name) {
    return Objects.requireNonNull(node.order().orElseThrow().figures().get(name), name);
  }

  private static void awaitSame(ServiceInstance some, ServiceInstance other) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!some.watermark().equals(other.watermark())) {
      assertThat(System.nanoTime()).as("both are at one tick").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void commandsOfSeveralNodes_loseNoUpdate_whileOthersWriteAndAreRejected() throws Exception {
    compute(2);
    List<ServiceInstance> nodes = List.of(node(), node(), node());
    int each = 25;
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newFixedThreadPool(nodes.size() + 1)) {
      List<Future<?>> runs = new ArrayList<>();
      for (ServiceInstance node : nodes) {
        runs.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                assertThat(seen.add(increment(node, 7))).isTrue();
              }
            }));
      }
      runs.add(
          threads.submit(() -> {
            for (long i = 0; i < 10; i++) {
              nodes.getFirst().update("counters", List.of(Entry.of(100 + i, 1L)));
              assertThatThrownBy(() ->
                      nodes
                          .getLast()
                          .update("counters", List.of(Entry.of(99L, CounterService.FORBIDDEN))))
                  .isInstanceOf(ComputationException.class);
            }
          }));
      for (Future<?> run : runs) {
        run.get(60, TimeUnit.SECONDS);
      }
    }
    long all = (long) each * nodes.size();
    assertThat(seen).hasSize((int) all);
    ServiceInstance first = nodes.getFirst();
    assertThat(increment(first, 7)).isEqualTo(all);
    assertThat(first.<Long>getArray("sums", NONE, 0L)).containsExactly(all + 1 + 10);
    assertThat(figure(first, "overtaken_commands_total")).isPositive();
    for (ServiceInstance node : nodes) {
      awaitSame(first, node);
      assertThat(node.<Long>getArray("counters", NONE, 7L)).containsExactly(all + 1);
    }
  }

  @Test
  void command_readsWhatIsShared_andWritesAnyInput() {
    compute(3);
    ServiceInstance node = node();
    node.update("counters", List.of(Entry.of(1L, 5L), Entry.of(2L, 6L)));
    assertThat(result(node.commands().run("total", counter(3)).result())).isEqualTo(11);
    assertThat(node.<Long>getArray("sums", NONE, 0L)).containsExactly(22L);
    Json note = Json.object(Map.of("note", Json.of(1), "counter", Json.of(1)));
    assertThat(result(node.commands().run("note", note).result())).isZero();
    assertThat(result(node.commands().run("note", note).result())).isEqualTo(1);
  }

  @Test
  void inputThatIsNotShared_cannotBeRead_andTheFailureSaysWhatToDo() {
    compute(1);
    ServiceInstance node = node();
    assertThatThrownBy(() -> node.commands().run("look", Json.object(Map.of("note", Json.of(1)))))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("the input notes is not on this node")
        .hasMessageContaining("Share the input under its name, or read a resource");
  }

  @Test
  void refusal_changesNothing_andARejectedCommandNeither() {
    compute(2);
    ServiceInstance node = node();
    node.update("counters", List.of(Entry.of(1L, CounterService.FORBIDDEN - 1)));
    assertThatThrownBy(() -> node.commands().run("total", counter(1)))
        .isInstanceOf(CommandRefusedException.class)
        .hasMessageContaining("counter 1 is there");
    assertThatThrownBy(() -> increment(node, 1))
        .isInstanceOf(ComputationException.class)
        .hasMessageContaining("a count that is forbidden");
    assertThat(node.<Long>getArray("counters", NONE, 1L))
        .containsExactly(CounterService.FORBIDDEN - 1);
    assertThat(increment(node, 2)).isZero();
  }

  @Test
  void idempotencyKey_isGoodOnAllNodes_andAfterAllHaveBegunWithSnapshots(@TempDir Path directory)
      throws Exception {
    logs = SmallLogs.in(directory);
    compute(2);
    ServiceInstance one = node();
    ServiceInstance other = node();
    Json first = one.commands().run("increment", counter(5), "k").result();
    assertThat(other.commands().run("increment", counter(5), "k").result()).isEqualTo(first);
    assertThatThrownBy(() -> other.commands().run("increment", counter(6), "k"))
        .isInstanceOf(IdempotencyKeyReusedException.class);
    assertThat(other.<Long>getArray("counters", NONE, 5L)).containsExactly(1L);
    for (int i = 0; !isShortened(directory); i++) {
      assertThat(i).isLessThan(10_000);
      increment(i % 2 == 0 ? one : other, 8);
    }
    awaitSame(one, other);
    long count = other.<Long>getArray("counters", NONE, 8L).getFirst();
    assertThat(one.<Long>getArray("counters", NONE, 8L).getFirst()).isEqualTo(count);
    closeAll();
    compute(3);
    ServiceInstance late = node();
    assertThat(late.commands().run("increment", counter(5), "k").result()).isEqualTo(first);
    assertThatThrownBy(() -> late.commands().run("increment", counter(6), "k"))
        .isInstanceOf(IdempotencyKeyReusedException.class);
    assertThat(increment(late, 8)).isEqualTo(count);
    assertThat(late.<Long>getArray("counters", NONE, 5L)).containsExactly(1L);
  }

  private static boolean isShortened(Path directory) {
    String first = "commits-000000000000000001";
    return !Files.exists(directory.resolve(first))
        && !Files.exists(directory.resolve("ticks").resolve(first));
  }

  @Test
  void runsThatWereOvertaken_areSoAgain_whenTheLogIsComputedFromItsBeginning() throws Exception {
    ShardComputation first = compute(2);
    List<ServiceInstance> nodes = List.of(node(), node());
    AtomicLong increments = new AtomicLong();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<?>> runs = new ArrayList<>();
      for (ServiceInstance node : nodes) {
        runs.add(
            threads.submit(() -> {
              do {
                increment(node, 7);
                increments.incrementAndGet();
              } while (figure(nodes.getFirst(), "overtaken_commands_total") == 0
                  && System.nanoTime() < end);
            }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    }
    first.close();
    MemoryLog again = new MemoryLog();
    ShardLogs replayed = ShardLogs.of("again", commits::open, again::open);
    try (ShardComputation computation =
            ShardComputation.start(new CounterService(), replayed, 3, "", tick -> {});
        ServiceInstance node =
            ServiceInstance.start(
                new CounterService(),
                EngineOptions.defaults().withCommitOrder(ShardCluster.on(replayed)))) {
      assertThat(increment(node, 7)).isEqualTo(increments.get());
      assertThat(figure(node, "overtaken_commands_total")).isPositive();
      assertThat(computation).isNotNull();
    }
  }
}
