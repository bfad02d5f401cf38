package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Resources.NoParameters;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on nodes that serve what the job computes. */
class CommandsOnJobTest {

  private static final int EACH = 20;

  @TempDir Path directory;

  private static ServiceInstance node(String address) {
    return ServiceInstance.start(
        new CountersService(),
        EngineOptions.defaults()
            .withCommitOrder(ShardCluster.on(ShardLogs.at(address)))
            .withWaitMillis(60_000));
  }

  private static final Json COUNTER = Json.object(Map.of("counter", Json.of(7)));

  @Test
  void commandsOfTwoNodes_loseNoUpdate_whileATaskManagerIsKilled() throws Exception {
    String address = "file:" + directory.resolve("log");
    StreamExecutionEnvironment environment =
        TestCluster.environment(Duration.ofMillis(200), directory.resolve("checkpoints"));
    SkipJob.of(new ClassMaker(CountersService.class.getName()), address)
        .withShards(2)
        .addTo(environment);
    Set<Json> seen = ConcurrentHashMap.newKeySet();
    try (TestCluster cluster = new TestCluster(2, false)) {
      JobID job = cluster.start(environment);
      try (ServiceInstance one = node(address);
          ServiceInstance other = node(address);
          ExecutorService threads = Executors.newFixedThreadPool(2)) {
        List<Future<?>> runs = new ArrayList<>();
        for (ServiceInstance node : List.of(one, other)) {
          runs.add(
              threads.submit(() -> {
                for (int i = 0; i < EACH; i++) {
                  assertThat(seen.add(node.commands().run("increment", COUNTER).result())).isTrue();
                }
              }));
        }
        TestCluster.await(() -> seen.size() >= EACH, () -> cluster.failure(job));
        cluster.replace(0);
        for (Future<?> run : runs) {
          run.get(90, TimeUnit.SECONDS);
        }
        Json last = one.commands().run("increment", COUNTER, "key").result();
        assertThat(last).isEqualTo(Json.of(2L * EACH));
        assertThat(other.commands().run("increment", COUNTER, "key").result()).isEqualTo(last);
        assertThat(one.<Long>getArray("sums", new NoParameters(), 0L))
            .containsExactly(2L * EACH + 1);
      }
    }
  }
}
