package io.skipruntime.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.flink.SkipJob;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.examples.conformance.ConformanceService;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded traces are answered as recorded by a node that serves what a job of Flink computes on
 * three shards. {@code -Dconformance.flink=60} is all of them.
 */
class FlinkTraceTest {

  private static final int SHARDS = 3;
  private static final long WAIT_MILLIS = 60_000;

  @TempDir Path directory;

  @Test
  void nodeOfAJob_answersEveryStepAsRecorded() throws Exception {
    String address = "file:" + directory;
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(SHARDS);
    SkipJob.of(ConformanceService::new, address).addTo(environment);
    JobClient job = environment.executeAsync("conformance");
    EngineOptions options =
        EngineOptions.defaults()
            .withCommitOrder(ShardCluster.on(ShardLogs.at(address)))
            .withWaitMillis(WAIT_MILLIS);
    try (ServiceInstance node = ServiceInstance.start(new ConformanceService(), options)) {
      List<String> traces =
          TraceTest.traces().limit(Integer.getInteger("conformance.flink", 12)).toList();
      for (String trace : traces) {
        try (Driver driver = EmbeddedDriver.over(node)) {
          new Replay(driver).run(TraceTest.steps(trace));
        } catch (AssertionError e) {
          throw new AssertionError(trace, e);
        }
      }
      assertThat(node.watermark().tick()).isGreaterThan(10L * traces.size());
    } finally {
      job.cancel().get();
    }
  }
}
