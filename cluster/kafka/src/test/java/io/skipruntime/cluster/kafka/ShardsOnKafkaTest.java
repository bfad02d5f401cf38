package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.Resources;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardComputation;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Nodes that serve what shards compute, over topics that take small messages only. */
class ShardsOnKafkaTest {

  private static final Object NONE = new Resources.NoParameters();

  private static ServiceInstance node(ShardLogs logs) {
    return ServiceInstance.start(
        new CountService(),
        EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs)).withWaitMillis(30_000));
  }

  private static void awaitThat(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void requireEqual(ServiceInstance some, ServiceInstance other) {
    awaitThat("both are at one tick", () -> some.watermark().equals(other.watermark()));
    assertThat(some.getAll("sums", NONE)).isEqualTo(other.getAll("sums", NONE)).isNotEmpty();
  }

  /** The logs in a topic, of which a snapshot is kept after so many bytes. */
  private static ShardLogs logs(String address, long snapshotBytes) {
    return ShardLogs.of(
        address,
        () -> KafkaLog.open(TopicAddress.parse(address), snapshotBytes, LargeRecords.YOUNG_MILLIS),
        () ->
            KafkaLog.open(
                TopicAddress.parse(address).beside("ticks"),
                snapshotBytes,
                LargeRecords.YOUNG_MILLIS));
  }

  private static boolean areShortened(ShardLogs logs) {
    try (CommitLog commits = logs.openCommits();
        CommitLog ticks = logs.openTicks()) {
      return commits.extent().first() > 1 && ticks.extent().first() > 1;
    }
  }

  @Test
  void nodesAndComputations_beginWithSnapshots_whenTheRecordsBeforeThemAreDeleted() {
    try (Broker broker = Broker.start()) {
      ShardLogs logs = logs(broker.address(Broker.newTopic()), 2_000);
      List<ShardComputation> computations = new ArrayList<>();
      computations.add(ShardComputation.start(new CountService(), logs, 2, "", tick -> {}));
      try (ServiceInstance one = node(logs)) {
        for (long i = 0; i % 50 != 49 || !areShortened(logs); i++) {
          assertThat(i).isLessThan(10_000);
          one.update("counts", List.of(Entry.of(i % 30, i)));
        }
        computations.removeFirst().close();
        computations.add(ShardComputation.start(new CountService(), logs, 3, "", tick -> {}));
        try (ServiceInstance late = node(logs)) {
          late.update("counts", List.of(Entry.of(99L, 7L)));
          requireEqual(late, one);
          assertThat(late.order().orElseThrow().figures().get("commits_total"))
              .isLessThan(one.order().orElseThrow().figures().get("commits_total"));
        }
      } finally {
        computations.forEach(ShardComputation::close);
      }
    }
  }

  @Test
  void writeAndTickThatTheTopicsDoNotTake_goInParts_andThePipelineGoesOn() {
    try (Broker broker = Broker.start()) {
      String topic = Broker.newTopic();
      Map<String, String> settings =
          Map.of(
              "retention.ms", "-1",
              "unclean.leader.election.enable", "false",
              "max.message.bytes", "10000");
      broker.create(topic, 1, settings);
      broker.create(topic + "-ticks", 1, settings);
      ShardLogs logs = ShardLogs.at(broker.address(topic));
      List<Entry<?, ?>> large = new ArrayList<>();
      for (long key = 0; key < 5_000; key++) {
        large.add(Entry.of(key, key));
      }
      try (ShardComputation computation =
              ShardComputation.start(new CountService(), logs, 2, "", tick -> {});
          ServiceInstance one = node(logs);
          ServiceInstance other = node(logs)) {
        assertThat(computation).isNotNull();
        one.update("counts", List.of(Entry.of(1L, 1L)));
        one.update("counts", large);
        Json params = Json.object(Map.of("key", Json.of(7L)));
        assertThat(other.commands().run("increment", params).result()).isNotNull();
        one.update("counts", List.of(Entry.of(1L, 2L)));
        requireEqual(one, other);
      }
    }
  }
}
