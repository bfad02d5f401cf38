package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.shard.ShardLogs;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that take writes and serve what the job computes, over logs of files. */
class NodesOnJobTest {

  private static final int WRITES = 240;

  @TempDir Path directory;

  @Test
  void nodesShowWhatOneProcessWould_andTellWritersTheSame_whileATaskManagerIsKilled()
      throws Exception {
    String address = "file:" + directory.resolve("log");
    StreamExecutionEnvironment environment =
        TestCluster.clubs(address, 2, Duration.ofMillis(200), directory.resolve("checkpoints"));
    try (TestCluster cluster = new TestCluster(2, false)) {
      JobID job = cluster.start(environment);
      try (NodesRun run = new NodesRun(ShardLogs.at(address), WRITES)) {
        run.run(() -> cluster.failure(job), () -> cluster.replace(0));
        assertThat(run.retried).isPositive();
      }
    }
  }
}
