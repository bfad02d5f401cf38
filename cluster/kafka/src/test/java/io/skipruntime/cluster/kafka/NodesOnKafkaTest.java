package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.ClusterUnavailableException;
import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.OutcomeUnknownException;
import io.skipruntime.cluster.Cluster;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.spi.OrderStatus;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes whose log is a topic: they have the same, decide alike, and outlast their broker. */
final class NodesOnKafkaTest {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Broker broker = Broker.start();
  private final String topic = Broker.newTopic();
  private final List<ServiceInstance> started = new ArrayList<>();

  @AfterEach
  void closeAll() {
    started.forEach(ServiceInstance::close);
    broker.close();
  }

  private ServiceInstance node() {
    ServiceInstance node =
        ServiceInstance.start(
            new CountService(),
            EngineOptions.defaults()
                .withCommitOrder(Cluster.at(broker.address(topic)).withProgramVersion("1")));
    started.add(node);
    return node;
  }

  private static void awaitThat(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static void awaitEqual(List<ServiceInstance> nodes) {
    long tick = nodes.stream().mapToLong(each -> each.watermark().tick()).max().orElseThrow();
    for (ServiceInstance each : nodes) {
      awaitThat("a node comes to tick " + tick, () -> each.watermark().tick() >= tick);
      assertThat(each.snapshot().entries("counts"))
          .isEqualTo(nodes.getFirst().snapshot().entries("counts"));
      assertThat(each.getAll("sums")).isEqualTo(nodes.getFirst().getAll("sums"));
      assertThat(each.order().orElseThrow().figures()).containsEntry("disagreements_total", 0.0);
    }
  }

  @Test
  void nodes_haveTheSame_andCommandsOfBothAreAsIfOneAfterTheOther() throws Exception {
    List<ServiceInstance> nodes = List.of(node(), node());
    Json params = Json.object(Map.of("key", Json.of(7L)));
    int each = 30;
    List<Long> seen = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<List<Long>>> results = new ArrayList<>();
      for (ServiceInstance node : nodes) {
        results.add(
            threads.submit(() -> {
              List<Long> befores = new ArrayList<>();
              for (int i = 0; i < each; i++) {
                node.update("counts", List.of(Entry.of(100L + i, (long) i)));
                befores.add(
                    Long.parseLong(node.commands().run("increment", params).result().toString()));
              }
              return befores;
            }));
      }
      for (Future<List<Long>> result : results) {
        seen.addAll(result.get());
      }
    }
    assertThat(seen).doesNotHaveDuplicates().hasSize(2 * each);
    assertThatThrownBy(() -> nodes.getFirst().update("counts", List.of(Entry.of(1L, -1L))))
        .isInstanceOf(ComputationException.class);
    awaitEqual(nodes);
    ServiceInstance late = node();
    awaitEqual(List.of(nodes.getFirst(), nodes.getLast(), late));
  }

  @Test
  void nodes_refuseWritesWhileTheBrokerIsAway_serveReads_andGoOnAfterThat() {
    ServiceInstance one = node();
    ServiceInstance other = node();
    one.update("counts", List.of(Entry.of(1L, 5L)));
    awaitEqual(List.of(one, other));
    broker.stop();
    awaitThat(
        "the node notices",
        () -> one.order().orElseThrow().state() == OrderStatus.State.UNAVAILABLE);
    assertThat(one.order().orElseThrow().detail()).contains("cannot be reached");
    assertThatThrownBy(() -> one.update("counts", List.of(Entry.of(2L, 6L))))
        .isInstanceOf(ClusterUnavailableException.class);
    assertThat(one.getAll("sums")).containsExactly(Entry.of(1L, 5L));
    broker.startAgain();
    awaitThat("writes are taken again", () -> isWritten(one));
    awaitEqual(List.of(one, other));
    assertThat(one.getAll("sums")).containsExactly(Entry.of(1L, 5L), Entry.of(3L, 7L));
  }

  private static boolean isWritten(ServiceInstance node) {
    try {
      node.update("counts", List.of(Entry.of(3L, 7L)));
      return true;
    } catch (ClusterUnavailableException | OutcomeUnknownException notYet) {
      return false;
    }
  }
}
