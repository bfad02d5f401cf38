package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.shard.ShardLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random writes of which some fail, with up to 16 on their way, while TaskManagers are killed and
 * the number of shards changes: no wrong outcome, and no tick that is torn, missing or there twice.
 * {@code -Dflink.seeds=50 -Dflink.ticks=1000} for more, {@code -Dflink.seed=S} for others.
 */
class SeedsTest {

  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final int KILLS = 3;

  private final long first = Long.getLong("flink.seed", 1);
  private final int seeds = Integer.getInteger("flink.seeds", 1);
  private final int ticks = Integer.getInteger("flink.ticks", 150);

  @TempDir Path directory;

  private int published;
  private int rejected;
  private int retried;

  @Test
  void outcomesAndTicks_areThoseOfOneProcess_whateverIsKilled() throws Exception {
    try (TestCluster cluster = new TestCluster(3, true)) {
      for (long seed = first; seed < first + seeds; seed++) {
        run(seed, cluster);
      }
    }
    System.out.printf(
        "%d seeds: %d published, %d rejected, %d retries, %d kills, %d rescalings%n",
        seeds, published, rejected, retried, seeds * KILLS, seeds);
    assertThat(published).isGreaterThan(seeds * ticks / 2);
    assertThat(rejected).isPositive();
    assertThat(retried).isPositive();
  }

  private void run(long seed, TestCluster cluster) throws Exception {
    String address = "file:" + directory.resolve("log" + seed);
    Path checkpoints = directory.resolve("checkpoints" + seed);
    JobID job = cluster.start(TestCluster.clubs(address, 4, OFTEN, checkpoints));
    AtomicInteger faults = new AtomicInteger();
    try (CheckedRun run = new CheckedRun(ShardLogs.at(address), seed)) {
      run.run(
          ticks,
          () -> cluster.failure(job),
          tick -> {
            if (tick > (long) ticks * (1 + faults.get()) / (KILLS + 2)) {
              strike(faults.getAndIncrement(), cluster);
            }
          });
      published += run.published;
      rejected += run.rejected;
      retried += run.retried;
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
    assertThat(faults.get()).as("faults of seed %s", seed).isGreaterThan(KILLS);
    cluster.cancel(job);
  }

  /** One more TaskManager, so that there is one more shard, or one less; and kills. */
  private static void strike(int fault, TestCluster cluster) {
    if (fault == 1) {
      cluster.addOrTake();
    } else if (fault <= KILLS) {
      cluster.replaceOldest();
    }
  }
}
