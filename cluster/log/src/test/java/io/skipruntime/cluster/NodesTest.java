package io.skipruntime.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.IdempotencyKeyReusedException;
import io.skipruntime.InvalidInputException;
import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.engine.CollectionUpdate;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.Subscription;
import io.skipruntime.engine.Watermark;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes of one process over one log: they have what one embedded service has after the same writes,
 * and answer alike. {@code -Dskip.cluster.steps} and {@code -Dskip.cluster.seeds} for more.
 */
class NodesTest {

  private static final int NODES = 3;
  private static final int STEPS = Integer.getInteger("skip.cluster.steps", 150);
  private static final int SEEDS = Integer.getInteger("skip.cluster.seeds", 1);

  @TempDir private Path directory = Path.of("");
  private final List<ServiceInstance> started = new ArrayList<>();

  @AfterEach
  void closeAll() {
    started.forEach(ServiceInstance::close);
  }

  private ServiceInstance start(EngineOptions options) {
    ServiceInstance instance = ServiceInstance.start(new TallyService(), options);
    started.add(instance);
    return instance;
  }

  private ServiceInstance node(Cluster cluster) {
    return start(EngineOptions.defaults().withCommitOrder(cluster));
  }

  private static Cluster inMemory() {
    return Cluster.on(new MemoryLog()::open, "of the test").withProgramVersion("1");
  }

  private Cluster inFiles(int number) {
    return Cluster.at("file:" + directory.resolve("log" + number)).withProgramVersion("1");
  }

  /** What a caller meets: the answer, or the failure with its text. */
  private static String outcomeOf(Supplier<Object> write) {
    try {
      return "done " + write.get();
    } catch (SkipException e) {
      return e.getClass().getName() + ": " + e.getMessage();
    }
  }

  private static String write(ServiceInstance service, long seed) {
    Random random = new Random(seed);
    long account = random.nextLong(30);
    long other = random.nextLong(30);
    long amount = random.nextLong(20);
    return switch (random.nextInt(8)) {
      case 0, 1, 2 ->
          outcomeOf(() -> {
            service.update("amounts", List.of(Entry.of(account, amount), Entry.of(other, 7L)));
            return "";
          });
      case 3 ->
          outcomeOf(() -> {
            service.transaction(writes -> {
              writes.update("aliases", List.of(Entry.of("a" + other, account)));
              writes.update("amounts", List.of(Entry.of(account, amount)));
              writes.update("amounts", List.of(Entry.of(account, amount + 1)));
            });
            return "";
          });
      case 4 ->
          outcomeOf(() -> {
            service.update("amounts", List.of(new Entry<Long, Long>(account, List.of())));
            return "";
          });
      case 5 ->
          outcomeOf(() -> {
            service.update(
                "amounts", List.of(new Entry<>(Json.of("no number"), List.of(Json.NULL))));
            return "";
          });
      case 6 ->
          outcomeOf(() ->
              service
                  .commands()
                  .run("increment", Json.object(Map.of("account", Json.of(account))))
                  .result());
      default ->
          outcomeOf(() ->
              service
                  .commands()
                  .run(
                      "move",
                      Json.object(
                          Map.of(
                              "from",
                              Json.of(account),
                              "to",
                              Json.of(other),
                              "amount",
                              Json.of(amount))),
                      "key" + random.nextInt(40))
                  .result());
    };
  }

  private void compareWithEmbedded(Cluster cluster, int seed) {
    ServiceInstance embedded = start(EngineOptions.defaults());
    List<ServiceInstance> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(node(cluster));
    }
    Random random = new Random(seed);
    long tick = 1;
    for (int step = 0; step < STEPS; step++) {
      long choice = random.nextLong();
      ServiceInstance writer = nodes.get(random.nextInt(NODES));
      ServiceInstance reader = nodes.get(random.nextInt(NODES));
      String at = "seed " + seed + ", step " + step;
      if (random.nextInt(10) == 0) {
        writer.getAll("above", random.nextLong(20));
      }
      assertEquals(write(embedded, choice), write(writer, choice), at);
      tick = Math.max(tick, writer.watermark().tick());
      Contents.awaitTick(writer, tick);
      assertEquals(Contents.of(embedded), Contents.of(writer), at);
      Contents.awaitTick(reader, tick);
      assertEquals(Contents.of(embedded), Contents.of(reader), at);
      if (random.nextInt(60) == 0) {
        ServiceInstance leaving = nodes.remove(random.nextInt(NODES));
        leaving.close();
        nodes.add(node(cluster));
      }
    }
    nodes.forEach(each -> assertEquals("", each.order().orElseThrow().detail()));
  }

  @Test
  void nodes_haveWhatOneServiceHas_afterRandomWritesInMemory() {
    for (int seed = 0; seed < SEEDS; seed++) {
      compareWithEmbedded(inMemory(), seed);
    }
  }

  @Test
  void nodes_haveWhatOneServiceHas_afterRandomWritesInFiles() {
    for (int seed = 0; seed < SEEDS; seed++) {
      compareWithEmbedded(inFiles(seed), seed);
    }
  }

  @Test
  void rejectedWrite_isAnsweredAsEmbedded_andIsATickWithoutChanges() {
    Cluster cluster = inMemory();
    ServiceInstance one = node(cluster);
    ServiceInstance other = node(cluster);
    Watermark before = one.watermark();
    ComputationException rejection =
        assertThrows(
            ComputationException.class,
            () -> one.update("amounts", List.of(Entry.of(5L, TallyService.FORBIDDEN))));
    assertEquals("amounts.map(Allowed)", rejection.node());
    assertEquals(before.tick() + 1, one.watermark().tick());
    Contents.awaitTick(other, before.tick() + 1);
    assertEquals(Contents.of(one), Contents.of(other));
    assertThrows(
        InvalidInputException.class,
        () -> one.update("amounts", List.of(new Entry<>("x", List.of(1L)))));
    assertEquals(before.tick() + 1, one.watermark().tick(), "what has no types takes no place");
  }

  @Test
  void command_isCarriedOutOnce_underOneKeyOnTwoNodes() {
    Cluster cluster = inMemory();
    ServiceInstance one = node(cluster);
    ServiceInstance other = node(cluster);
    Json params = Json.object(Map.of("account", Json.of(50L)));
    Json first = one.commands().run("increment", params, "k").result();
    assertEquals(first, other.commands().run("increment", params, "k").result());
    assertEquals(List.of(1_001L), one.snapshot().entries("amounts").getLast().values());
    assertThrows(
        IdempotencyKeyReusedException.class,
        () -> other.commands().run("increment", Json.object(Map.of("account", Json.of(51L))), "k"));
  }

  @Test
  void commandsOfAllNodes_areAsIfOneAfterTheOther_whenTheyRunAtOnce() throws Exception {
    Cluster cluster = inMemory();
    List<ServiceInstance> nodes = List.of(node(cluster), node(cluster), node(cluster));
    Json params = Json.object(Map.of("account", Json.of(70L)));
    int each = 40;
    try (ExecutorService threads = Executors.newFixedThreadPool(NODES)) {
      List<Future<List<Json>>> results = new ArrayList<>();
      for (ServiceInstance node : nodes) {
        results.add(
            threads.submit(() -> {
              List<Json> seen = new ArrayList<>();
              for (int i = 0; i < each; i++) {
                seen.add(node.commands().run("increment", params).result());
              }
              return seen;
            }));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Json>> result : results) {
        result.get().forEach(json -> all.add(Long.parseLong(json.toString())));
      }
      all.sort(null);
      for (int i = 0; i < all.size(); i++) {
        assertEquals(1_000L + i, all.get(i), "each run sees the one before");
      }
    }
    awaitEqual(nodes);
  }

  private static void awaitEqual(List<ServiceInstance> nodes) {
    long tick = nodes.stream().mapToLong(each -> each.watermark().tick()).max().orElseThrow();
    nodes.forEach(each -> Contents.awaitTick(each, tick));
    nodes.forEach(each -> assertEquals(Contents.of(nodes.getFirst()), Contents.of(each)));
  }

  @Test
  void concurrentWritersOnAllNodes_loseNothing_andNodesAgree() throws Exception {
    Cluster cluster = inFiles(99);
    List<ServiceInstance> nodes = List.of(node(cluster), node(cluster), node(cluster));
    Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
    AtomicLong keys = new AtomicLong(1_000);
    try (ExecutorService threads = Executors.newFixedThreadPool(2 * NODES)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 2 * NODES; i++) {
        ServiceInstance node = nodes.get(i % NODES);
        writers.add(
            threads.submit(() -> {
              for (int k = 0; k < 100; k++) {
                long key = keys.incrementAndGet();
                long value = key % 7 == 0 ? TallyService.FORBIDDEN : key;
                try {
                  node.update("amounts", List.of(Entry.of(key, value)));
                  acknowledged.put(key, value);
                  List<Long> own = node.getArray("above", 0L, key);
                  assertEquals(List.of(value), own, "a node shows what it has acknowledged");
                } catch (ComputationException e) {
                  assertEquals(TallyService.FORBIDDEN, value);
                }
              }
            }));
      }
      for (Future<?> each : writers) {
        each.get();
      }
    }
    awaitEqual(nodes);
    Map<Long, Long> contents = new HashMap<>();
    nodes
        .getFirst()
        .snapshot()
        .entries("amounts")
        .forEach(entry -> contents.put((Long) entry.key(), (Long) entry.values().getFirst()));
    contents.keySet().removeIf(key -> key <= 1_000);
    assertEquals(acknowledged, contents);
    assertFalse(contents.containsValue(TallyService.FORBIDDEN));
  }

  @Test
  void streamsOfAllNodes_showWholeTicksInOrder_whenAmountsMove() throws Exception {
    Cluster cluster = inMemory();
    List<ServiceInstance> nodes = List.of(node(cluster), node(cluster));
    List<String> faults = new ArrayList<>();
    for (ServiceInstance node : nodes) {
      Map<Long, Long> shown = new HashMap<>();
      long[] last = new long[1];
      node.instantiateResource("s", "above", -1L);
      node.subscribe(
          "s",
          (CollectionUpdate<Long, Long> update) -> {
            update
                .values()
                .forEach(entry -> {
                  if (entry.values().isEmpty()) {
                    shown.remove(entry.key());
                  } else {
                    shown.put(entry.key(), entry.values().getFirst());
                  }
                });
            long sum = shown.values().stream().mapToLong(Long::longValue).sum();
            if (sum != 300 || update.watermark().tick() <= last[0]) {
              faults.add("sum " + sum + " at " + update.watermark() + " after " + last[0]);
            }
            last[0] = update.watermark().tick();
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<?>> movers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ServiceInstance node = nodes.get(i);
        Random random = new Random(i);
        movers.add(
            threads.submit(() -> {
              for (int k = 0; k < 60; k++) {
                write(node, random);
              }
            }));
      }
      for (Future<?> each : movers) {
        each.get();
      }
    }
    awaitEqual(nodes);
    assertEquals(List.of(), faults);
  }

  private static void write(ServiceInstance node, Random random) {
    Json params =
        Json.object(
            Map.of(
                "from", Json.of(1L + random.nextLong(5)),
                "to", Json.of(6L + random.nextLong(5)),
                "amount", Json.of(1L + random.nextLong(9))));
    Json back =
        Json.object(
            Map.of(
                "from", params.asObject().get("to"),
                "to", params.asObject().get("from"),
                "amount", Json.of(1L)));
    var unusedThere = outcomeOf(() -> node.commands().run("move", params));
    var unusedBack = outcomeOf(() -> node.commands().run("move", back));
  }

  @Test
  void subscriberOfASharedCollection_isToldOnlyWhatChanged_onAnotherNode() {
    Cluster cluster = inMemory();
    ServiceInstance one = node(cluster);
    ServiceInstance other = node(cluster);
    one.instantiateResource("a", "sums", Json.object(Map.of()));
    Subscription left = one.subscribe("a", Optional.empty());
    assertTrue(left.poll().orElseThrow().isInitial());
    one.update("amounts", List.of(Entry.of(3L, 5L)));
    other.instantiateResource("b", "sums", Json.object(Map.of()));
    Subscription resumed = other.resume("b", left.lastEventId());
    Contents.awaitTick(other, one.watermark().tick());
    CollectionUpdate<Object, Object> update = resumed.poll().orElseThrow();
    assertFalse(update.isInitial());
    assertEquals(List.of(new Entry<>(3L, List.of(5L))), update.values());
    assertEquals(one.watermark(), update.watermark());
  }
}
