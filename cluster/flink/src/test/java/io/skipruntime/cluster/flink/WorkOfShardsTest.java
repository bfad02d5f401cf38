package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The work of the shards of a job, counted: functions run as often as in one process that takes the
 * same writes, and each of 8 shards has between 75 and 125 % of the mean.
 */
class WorkOfShardsTest {

  private static final int PEOPLE = 4_000;
  private static final int TICKS = 60;
  private static final int ENTRIES = 40;

  @TempDir Path directory;

  private static List<Map<String, List<Entry<?, ?>>>> writes() {
    ClubsWrites random = ClubsWrites.ofRandomIds(PEOPLE);
    List<Map<String, List<Entry<?, ?>>>> writes = new ArrayList<>(random.beginning(PEOPLE));
    for (int tick = 0; tick < TICKS; tick++) {
      writes.add(tick % 2 == 0 ? random.people(ENTRIES) : random.both(ENTRIES));
    }
    return writes;
  }

  private static long runsOfOneProcess() {
    try (ServiceInstance service =
        ServiceInstance.start(new ClubsService(), EngineOptions.defaults())) {
      writes().forEach(write -> service.transaction(all -> write.forEach(all::update)));
      return service.statistics().functionRuns();
    }
  }

  private long[] runsOfJob(int shards) throws Exception {
    ShardLogs logs = ShardLogs.at("memory:work" + shards);
    StreamExecutionEnvironment environment =
        TestCluster.environment(Duration.ofHours(1), directory);
    SkipJob.of(ClubsService::new, logs.name())
        .withShards(shards)
        .addTo(environment, CountedLevel::new);
    try (TestCluster cluster = new TestCluster(shards, false);
        DirectWrites writer = new DirectWrites(logs)) {
      JobID job = cluster.start(environment);
      writer.write(writes());
      cluster.cancel(job);
    }
    return CountedLevel.takeRuns(shards);
  }

  @Test
  void functionsRunAsOftenAsInOneProcess_andTheShardsShareTheWorkEvenly() throws Exception {
    long embedded = runsOfOneProcess();
    assertThat(runsOfJob(1)).containsExactly(embedded);
    long[] runs = runsOfJob(8);
    assertThat(Arrays.stream(runs).sum()).isEqualTo(embedded);
    double mean = embedded / 8.0;
    assertThat(Arrays.stream(runs).boxed())
        .as("about %s each", mean)
        .allMatch(each -> each >= 0.75 * mean && each <= 1.25 * mean);
  }
}
