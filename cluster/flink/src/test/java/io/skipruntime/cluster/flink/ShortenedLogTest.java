package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.ComputationException;
import io.skipruntime.Entry;
import io.skipruntime.cluster.flink.ClubsService.Person;
import io.skipruntime.cluster.log.FileLog;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardComputation;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job over a log of commits that has given up its first records. */
class ShortenedLogTest {

  private static final long SEGMENT_BYTES = 6_000;
  private static final long LIMIT = 10_000;

  @TempDir Path directory;

  private Path log() {
    return directory.resolve("log");
  }

  private ShardLogs small() {
    return ShardLogs.of(
        "small",
        () -> FileLog.open(log(), SEGMENT_BYTES),
        () -> FileLog.open(log().resolve("ticks"), SEGMENT_BYTES));
  }

  private static ServiceInstance node(ShardLogs logs) {
    return ServiceInstance.start(
        new ClubsService(),
        EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs)).withWaitMillis(60_000));
  }

  /** Writes what depends on a number alone, and is rejected now and then. */
  private static void write(ServiceInstance service, long number) {
    long id = number % 30;
    service.update("people", List.of(Entry.of(id, new Person("p" + number, number % 3 > 0))));
    try {
      service.update(
          "clubs", List.of(Entry.of(number % 7, List.of(id, number % 50 == 0 ? -1L : 0L))));
    } catch (ComputationException rejected) {
      assertThat(number % 50).isZero();
    }
  }

  private static Map<Object, Object> all(ServiceInstance service, String resource) {
    Map<Object, Object> all = new TreeMap<>();
    service.getAll(resource).forEach(each -> all.put(each.key(), each.values()));
    return all;
  }

  private long shorten() {
    long number = 0;
    ShardComputation computation =
        ShardComputation.start(new ClubsService(), small(), 2, "", tick -> {});
    try (ServiceInstance node = node(small())) {
      while (Files.exists(log().resolve("commits-000000000000000001"))) {
        assertThat(number).isLessThan(LIMIT);
        number++;
        write(node, number);
      }
    } finally {
      computation.close();
    }
    return number;
  }

  @Test
  void jobWithoutACheckpoint_beginsWithTheSnapshot_andGoesOn() throws Exception {
    long written = shorten();
    StreamExecutionEnvironment environment =
        TestCluster.clubs(
            "file:" + log(), 3, Duration.ofMillis(200), directory.resolve("checkpoints"));
    try (TestCluster cluster = new TestCluster(3, false);
        ServiceInstance alone = ServiceInstance.start(new ClubsService())) {
      JobID job = cluster.start(environment);
      try (ServiceInstance node = node(small())) {
        for (long number = 1; number <= written; number++) {
          write(alone, number);
        }
        for (long number = written + 1; number <= written + 120; number++) {
          if (number == written + 40) {
            cluster.replace(0);
          }
          write(node, number);
          write(alone, number);
        }
        for (String resource : List.of("active", "counts", "weights")) {
          assertThat(all(node, resource))
              .as(() -> resource + " " + cluster.failure(job))
              .isEqualTo(all(alone, resource));
        }
      }
    }
  }
}
