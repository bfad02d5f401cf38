package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.InputsSnapshot;
import io.skipruntime.cluster.shard.ShardComputation;
import io.skipruntime.cluster.shard.ShardLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The snapshots of the inputs that the job writes: they have what was accepted up to their ticks,
 * and whatever begins with one goes on as if it had read the whole log. {@code
 * -Dflink.snapshot.writes=N} makes the run longer, {@code -Dflink.seed=S} another one.
 */
class InputSnapshotsTest {

  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final int STEP = 50;
  private static final int MOST_STEPS = 60;

  private final int writes = Integer.getInteger("flink.snapshot.writes", 500);
  private final long seed = Long.getLong("flink.seed", 1);

  @TempDir Path directory;

  private Path log() {
    return directory.resolve("log");
  }

  private String address() {
    return SmallFileLogs.address(log());
  }

  private CheckedRun run() {
    return new CheckedRun(ShardLogs.at(address()), seed);
  }

  private StreamExecutionEnvironment job(int shards, Duration interval) {
    return TestCluster.clubs(address(), shards, interval, directory.resolve("checkpoints"));
  }

  private List<Path> snapshots() {
    try (Stream<Path> files = Files.list(log())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("snapshot-0"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean isShortened() {
    return !Files.exists(log().resolve("commits-000000000000000001"));
  }

  /** Writes until the log is shortened, so that it has two snapshots. */
  private void shorten(CheckedRun run, JobID job, TestCluster cluster) {
    for (int step = 0; step < MOST_STEPS && !isShortened(); step++) {
      run.run(STEP, () -> cluster.failure(job), tick -> {});
    }
    assertThat(isShortened()).as(() -> "no snapshots " + cluster.failure(job)).isTrue();
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void snapshots_haveWhatWasAccepted_whateverIsKilledAndRejected() throws Exception {
    Set<Long> checked = new TreeSet<>();
    try (TestCluster cluster = new TestCluster(3, true);
        CheckedRun run = run();
        CommitLog commits = ShardLogs.at(address()).openCommits()) {
      JobID job = cluster.start(job(4, OFTEN));
      int[] kills = new int[1];
      for (int step = 0; step * STEP < writes || checked.size() < 3; step++) {
        assertThat(step).as(() -> checked + cluster.failure(job)).isLessThan(MOST_STEPS);
        run.run(STEP, () -> cluster.failure(job), tick -> {});
        InputsSnapshot.ifShortened(commits, "test")
            .filter(each -> checked.add(each.tick()))
            .ifPresent(run::check);
        if (step % 3 == 2 && kills[0] < 3) {
          kills[0]++;
          cluster.replaceOldest();
        }
        if (step == 4) {
          cluster.addOrTake();
        }
      }
      assertThat(run.rejected).isPositive();
      assertThat(run.retried).isPositive();
      cluster.cancel(job);
      JobID again = cluster.start(job(2, NEVER));
      run.run(STEP, () -> cluster.failure(again), tick -> {});
      cluster.cancel(again);
      try (ShardComputation computation =
          ShardComputation.start(new ClubsService(), ShardLogs.at(address()), 3, "", tick -> {})) {
        run.run(STEP, () -> "the computation of shards", tick -> {});
        assertThat(computation).isNotNull();
      }
    }
  }

  @Test
  void snapshotThatIsBroken_isNotUsed_andTheOneBeforeIs() throws Exception {
    try (TestCluster cluster = new TestCluster(2, false);
        CheckedRun run = run()) {
      JobID first = cluster.start(job(2, OFTEN));
      shorten(run, first, cluster);
      cluster.cancel(first);
      damage(snapshots().getLast());
      JobID second = cluster.start(job(1, NEVER));
      run.run(STEP, () -> cluster.failure(second), tick -> {});
      cluster.cancel(second);
      damage(snapshots().getFirst());
      assertThatThrownBy(() -> job(1, NEVER))
          .isInstanceOf(SkipException.class)
          .hasMessageContaining("has given up its first records")
          .hasMessageContaining("take a copy of both logs from one backup");
    }
  }

  @Test
  void jobThatGoesOnFromACheckpoint_findsAllThatItNeeds_inTheShortenedLog() throws Exception {
    try (TestCluster cluster = new TestCluster(2, false);
        CheckedRun run = run()) {
      JobID job = cluster.start(job(2, OFTEN));
      shorten(run, job, cluster);
      for (int kill = 0; kill < 2; kill++) {
        cluster.replaceOldest();
        run.run(STEP, () -> cluster.failure(job), tick -> {});
      }
      cluster.cancel(job);
    }
  }

  @Test
  void jobWithoutCheckpoints_writesNoSnapshot() throws Exception {
    try (TestCluster cluster = new TestCluster(2, false);
        CheckedRun run = run()) {
      JobID job = cluster.start(job(2, NEVER));
      run.run(6 * STEP, () -> cluster.failure(job), tick -> {});
      cluster.cancel(job);
    }
    assertThat(snapshots()).isEmpty();
    assertThat(isShortened()).isFalse();
  }
}
