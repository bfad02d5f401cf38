package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.shard.ShardLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job between two topics of a broker of this process. */
class KafkaJobTest {

  private static final int WRITES = 120;

  private static TestBroker broker;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    broker = new TestBroker();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private JobID start(TestCluster cluster, String address) throws Exception {
    return cluster.start(TestCluster.clubs(address, 2, Duration.ofMillis(200), directory));
  }

  @Test
  void commitsOfATopic_areTicksOfAnother_whileATaskManagerIsKilled() throws Exception {
    try (TestCluster cluster = new TestCluster(2, false)) {
      String address = broker.address("clubs");
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
      String address = broker.address("nodes");
      JobID job = start(cluster, address);
      try (NodesRun run = new NodesRun(ShardLogs.at(address), WRITES)) {
        run.run(() -> cluster.failure(job), () -> cluster.replace(0));
      }
      cluster.cancel(job);
    }
  }
}
