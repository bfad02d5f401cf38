package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.shard.ShardLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job between two topics of a broker of this process. */
class KafkaJobTest {

  private static final int WRITES = 120;

  private static KafkaClusterTestKit broker;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    KafkaClusterTestKit.Builder builder =
        new KafkaClusterTestKit.Builder(
            new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build());
    builder.setConfigProp("auto.create.topics.enable", "false");
    builder.setConfigProp("controlled.shutdown.enable", "false");
    builder.setConfigProp("offsets.topic.replication.factor", "1");
    broker = builder.build();
    broker.format();
    broker.startup();
    broker.waitForReadyBrokers();
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  private JobID start(TestCluster cluster, String address) throws Exception {
    StreamExecutionEnvironment environment =
        TestCluster.environment(Duration.ofMillis(200), directory);
    SkipJob.of(new ClassMaker(ClubsService.class.getName()), address)
        .withShards(2)
        .addTo(environment);
    return cluster.start(environment);
  }

  @Test
  void commitsOfATopic_areTicksOfAnother_whileATaskManagerIsKilled() throws Exception {
    try (TestCluster cluster = new TestCluster(2, false)) {
      String address = "kafka://" + broker.bootstrapServers() + "/clubs";
      JobID job = start(cluster, address);
      try (CheckedRun run = new CheckedRun(ShardLogs.at(address), 1)) {
        AtomicBoolean isKilled = new AtomicBoolean();
        run.run(
            WRITES,
            () -> cluster.failure(job),
            tick -> {
              if (tick > WRITES / 2 && isKilled.compareAndSet(false, true)) {
                cluster.replace(0);
              }
            });
        assertThat(isKilled).isTrue();
        assertThat(run.published).isGreaterThan(WRITES / 2);
      }
      cluster.cancel(job);
    }
  }

  @Test
  void nodesOnTopics_showWhatOneProcessWould_whileATaskManagerIsKilled() throws Exception {
    try (TestCluster cluster = new TestCluster(2, false)) {
      String address = "kafka://" + broker.bootstrapServers() + "/nodes";
      JobID job = start(cluster, address);
      try (NodesRun run = new NodesRun(ShardLogs.at(address), WRITES)) {
        run.run(() -> cluster.failure(job), () -> cluster.replace(0));
      }
      cluster.cancel(job);
    }
  }
}
