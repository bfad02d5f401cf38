package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.cluster.shard.TickFormat;
import io.skipruntime.cluster.shard.TickOrigin;
import io.skipruntime.cluster.shard.TickOutcome;
import io.skipruntime.cluster.shard.TickReader;
import io.skipruntime.engine.shard.Plan;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job in a cluster of Flink within this process: each write has the outcome and each tick the
 * contents of evaluation from scratch, each tick is published once and in order, whatever is killed
 * meanwhile. {@code -Dflink.writes=N} makes the runs longer, {@code -Dflink.seed=S} others.
 */
class SkipJobTest {

  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final int MOST_ROUNDS = 10;

  private final int writes = Integer.getInteger("flink.writes", 150);
  private final long seed = Long.getLong("flink.seed", 1);

  @TempDir Path directory;

  private String address() {
    return "file:" + directory.resolve("log");
  }

  private CheckedRun run() {
    return new CheckedRun(ShardLogs.at(address()), seed);
  }

  private StreamExecutionEnvironment job(int shards, Duration interval) {
    return TestCluster.clubs(address(), shards, interval, directory.resolve("checkpoints"));
  }

  @Test
  void writesHaveTheOutcomesOfOneProcess_whileTaskManagersAreKilled() throws Exception {
    try (TestCluster cluster = new TestCluster(3, false);
        CheckedRun run = run()) {
      JobID job = cluster.start(job(3, OFTEN));
      int[] kills = new int[1];
      run.run(
          writes,
          () -> cluster.failure(job),
          tick -> {
            if (tick >= writes * (1 + kills[0]) / 3) {
              cluster.replace(kills[0]++);
            }
          });
      assertThat(kills[0]).isGreaterThan(1);
      assertThat(run.published).isGreaterThan(writes / 2);
      assertThat(run.rejected).isPositive();
      assertThat(run.retried).isPositive();
    }
  }

  /** The control: a check that this does not fail would be worth nothing. */
  @Test
  void jobThatComputesBatchesOnArrival_isFoundToDiffer() throws Exception {
    StreamExecutionEnvironment environment =
        TestCluster.environment(NEVER, directory.resolve("checkpoints"));
    SkipJob.of(new ClassMaker(ClubsService.class.getName()), address())
        .withShards(3)
        .addTo(environment, ArrivalOperator::new);
    try (TestCluster cluster = new TestCluster(3, false);
        CheckedRun run = run()) {
      JobID job = cluster.start(environment);
      assertThatThrownBy(() -> run.run(1_000, () -> cluster.failure(job), tick -> {}))
          .isInstanceOf(AssertionError.class)
          .hasMessageFindingMatch("^tick \\d+ (is rejected|says|\\w+\nexpected)");
      cluster.cancel(job);
    }
  }

  @Test
  void numberOfShards_followsThatOfTaskManagers() throws Exception {
    try (TestCluster cluster = new TestCluster(3, true);
        CheckedRun run = run()) {
      JobID job = cluster.start(job(4, OFTEN));
      cluster.awaitParallelism(job, 3);
      run.run(writes / 3, () -> cluster.failure(job), tick -> {});
      cluster.kill(0);
      run.run(writes / 3, () -> cluster.failure(job), tick -> {});
      cluster.awaitParallelism(job, 2);
      cluster.add();
      cluster.add();
      run.run(writes / 3, () -> cluster.failure(job), tick -> {});
      cluster.awaitParallelism(job, 4);
      run.run(writes / 10, () -> cluster.failure(job), tick -> {});
    }
  }

  @Test
  void jobWithoutACheckpoint_carriesOutTheLogAgain_andRepeatsNoTick() throws Exception {
    try (TestCluster cluster = new TestCluster(2, false);
        CheckedRun run = run()) {
      JobID first = cluster.start(job(2, NEVER));
      run.run(writes / 3, () -> cluster.failure(first), tick -> {});
      cluster.cancel(first);
      JobID second = cluster.start(job(1, NEVER));
      run.run(writes / 3, () -> cluster.failure(second), tick -> {});
      try (CommitLog commits = ShardLogs.at(address()).openCommits();
          CommitLog ticks = ShardLogs.at(address()).openTicks()) {
        TestCluster.await(() -> ticks.end() >= commits.end(), () -> "ticks are missing");
        assertThat(TickReader.lastTick(ticks, "test", run.origin())).isEqualTo(ticks.end());
      }
    }
  }

  @Test
  void takingBackThatIsAskedForTwice_andASecondBeginning_changeNothing() throws Exception {
    try (TestCluster cluster = new TestCluster(1, false);
        CheckedRun run = run();
        CommitLog commits = ShardLogs.at(address()).openCommits()) {
      JobID job = cluster.start(job(1, OFTEN));
      for (int i = 0; i < MOST_ROUNDS && run.rejected == 0; i++) {
        run.run(writes / 3, () -> cluster.failure(job), tick -> {});
      }
      assertThat(run.rejected).isPositive(); // so there is a later taking back
      ShardRecord first = ShardRecordFormat.divide(commits.read(1, 1, 0).getFirst()).head();
      run.expectNothing(commits.append(ShardRecordFormat.encode(first), 10_000));
      commits.append(ShardRecordFormat.encode(new ShardRecord.Undo(2)), 10_000);
      run.run(writes / 3, () -> cluster.failure(job), tick -> {});
    }
  }

  @Test
  void recordThatCannotBeRead_stopsTheJobWithItsPlace() throws Exception {
    try (TestCluster cluster = new TestCluster(1, false);
        CommitLog commits = ShardLogs.at(address()).openCommits()) {
      StreamExecutionEnvironment environment = job(1, OFTEN);
      commits.append(new byte[] {2, 77}, 10_000);
      JobID job = cluster.start(environment);
      cluster.awaitFailure(
          job, "record 2 of the log " + address() + " cannot be read: no record is of kind 77");
    }
  }

  @Test
  void logOfAnotherPlanOrVersion_isRefusedBeforeTheJobStarts() {
    job(1, OFTEN);
    StreamExecutionEnvironment environment =
        TestCluster.environment(OFTEN, directory.resolve("checkpoints"));
    assertThatThrownBy(() ->
            SkipJob.of(new ClassMaker(OtherService.class.getName()), address()).addTo(environment))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("is of the plan")
        .hasMessageContaining("begin another log");
    assertThatThrownBy(
            () -> SkipJob.of(ClubsService::new, address()).withVersion("v2").addTo(environment))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("--cluster-version");
  }

  @Test
  void workerWithAnotherPlan_isRefused() {
    JobService service =
        new JobService(OtherService::new, address(), "", "epoch", "another digest", "");
    assertThatThrownBy(service::plan)
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("another digest")
        .hasMessageContaining("same classes");
  }

  @Test
  void workerWithOtherClasses_isRefused_unlessThereIsAWordForThem() {
    Plan plan = Plan.of(new OtherService());
    JobService service =
        new JobService(OtherService::new, address(), "", "epoch", plan.digest(), "others");
    assertThatThrownBy(service::plan)
        .isInstanceOf(SkipException.class)
        .hasMessage(
            "this worker has the classes "
                + plan.program()
                + " of the service, and the job is of the classes others with the same plan: its"
                + " functions may compute something else. Give the workers the same jar as the job;"
                + " an older one may be in Flink's lib or usrlib");
    JobService named =
        new JobService(OtherService::new, address(), "v1", "epoch", plan.digest(), "others");
    assertThat(named.plan().digest()).isEqualTo(plan.digest());
  }

  @Test
  void ticksOfAnotherLog_areRefused() throws Exception {
    try (TestCluster cluster = new TestCluster(1, false);
        CheckedRun run = run();
        CommitLog ticks = ShardLogs.at(address()).openTicks()) {
      StreamExecutionEnvironment environment = job(1, OFTEN);
      for (int tick = 1; tick <= 5; tick++) {
        ticks.append(TickFormat.encode(new TickOutcome.Retry(tick), run.origin()), 10_000);
      }
      JobID job = cluster.start(environment);
      cluster.awaitFailure(job, "goes to tick 5, and its log of commits to 1 only");
    }
  }

  @Test
  void ticksOfALogThatWasBegunAgain_areRefused() throws Exception {
    try (TestCluster cluster = new TestCluster(1, false);
        CommitLog ticks = ShardLogs.at(address()).openTicks()) {
      StreamExecutionEnvironment environment = job(1, OFTEN);
      ticks.append(
          TickFormat.encode(new TickOutcome.Retry(1), new TickOrigin("before", "plan")), 10_000);
      JobID job = cluster.start(environment);
      cluster.awaitFailure(
          job, "was computed of the commits before by the plan plan, and the log of commits is ");
    }
  }
}
