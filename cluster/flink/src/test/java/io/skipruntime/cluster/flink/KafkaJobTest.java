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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job between two topics of a broker of this process. */
class KafkaJobTest {

  private static final int WRITES = 120;

  @TempDir Path directory;

  private static KafkaClusterTestKit broker() throws Exception {
    KafkaClusterTestKit.Builder builder =
        new KafkaClusterTestKit.Builder(
            new TestKitNodes.Builder().setNumBrokerNodes(1).setNumControllerNodes(1).build());
    builder.setConfigProp("auto.create.topics.enable", "false");
    builder.setConfigProp("controlled.shutdown.enable", "false");
    builder.setConfigProp("offsets.topic.replication.factor", "1");
    KafkaClusterTestKit kit = builder.build();
    kit.format();
    kit.startup();
    kit.waitForReadyBrokers();
    return kit;
  }

  @Test
  void commitsOfATopic_areTicksOfAnother_whileATaskManagerIsKilled() throws Exception {
    KafkaClusterTestKit broker = broker();
    try (TestCluster cluster = new TestCluster(2, false)) {
      String address = "kafka://" + broker.bootstrapServers() + "/clubs";
      StreamExecutionEnvironment environment =
          TestCluster.environment(Duration.ofMillis(200), directory);
      SkipJob.of(new ClassMaker(ClubsService.class.getName()), address)
          .withShards(2)
          .addTo(environment);
      JobID job = cluster.start(environment);
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
    } finally {
      broker.close();
    }
  }
}
