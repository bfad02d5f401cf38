package io.skipruntime.cluster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.Resources;
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
import org.junit.jupiter.api.Test;

/** Nodes that serve what shards compute, over topics that take small messages only. */
class ShardsOnKafkaTest {

  private static final Object NONE = new Resources.NoParameters();

  private static ServiceInstance node(String address) {
    return ServiceInstance.start(
        new CountService(),
        EngineOptions.defaults()
            .withCommitOrder(ShardCluster.on(ShardLogs.at(address)))
            .withWaitMillis(30_000));
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
      String address = broker.address(topic);
      List<Entry<?, ?>> large = new ArrayList<>();
      for (long key = 0; key < 5_000; key++) {
        large.add(Entry.of(key, key));
      }
      try (ShardComputation computation =
              ShardComputation.start(new CountService(), ShardLogs.at(address), 2, "", tick -> {});
          ServiceInstance one = node(address);
          ServiceInstance other = node(address)) {
        assertThat(computation).isNotNull();
        one.update("counts", List.of(Entry.of(1L, 1L)));
        one.update("counts", large);
        Json params = Json.object(Map.of("key", Json.of(7L)));
        assertThat(other.commands().run("increment", params).result()).isNotNull();
        one.update("counts", List.of(Entry.of(1L, 2L)));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (other.watermark().tick() < one.watermark().tick()) {
          assertThat(System.nanoTime()).isLessThan(end);
          LockSupport.parkNanos(1_000_000);
        }
        assertThat(other.getAll("sums", NONE)).isEqualTo(one.getAll("sums", NONE)).isNotEmpty();
      }
    }
  }
}
