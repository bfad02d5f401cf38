package io.skipruntime.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.cluster.flink.SkipJob;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.LogStart;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.cluster.shard.TickOrigin;
import io.skipruntime.cluster.shard.TickOutcome;
import io.skipruntime.cluster.shard.TickReader;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs as jobs of Flink on three shards, with up to 16 writes on their way, equal
 * evaluation from scratch at every tick. {@code -Doracle.flink=N} and {@code -Doracle.seed=S} run
 * others.
 */
class FlinkProgramsTest {

  private static final int COMMITS = 25;
  private static final int SHARDS = 3;

  @TempDir Path directory;

  /** A program as a job that runs in this process. */
  private static final class Job implements ShardTrial.Shards {

    private static final long APPEND_MILLIS = 30_000;
    private static final long READ_MILLIS = 50;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Plan plan;
    private final JobClient client;
    private final CommitLog commits;
    private final CommitLog tickLog;
    private final TickReader ticks;
    private final List<TickOutcome> outcomes = new ArrayList<>();
    private long progress = System.nanoTime();

    Job(long seed, Plan plan, Path directory) {
      this.plan = plan;
      String address = "file:" + directory;
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createLocalEnvironment(SHARDS);
      SkipJob.of(() -> ShardTrial.program(seed, COMMITS), address).addTo(environment);
      try {
        client = environment.executeAsync("seed " + seed);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      ShardLogs logs = ShardLogs.at(address);
      commits = logs.openCommits();
      tickLog = logs.openTicks();
      TickOrigin origin = LogStart.of(commits, address, plan, "", APPEND_MILLIS).origin();
      ticks = new TickReader(tickLog, address, plan.classLoader(), origin, 0);
    }

    @Override
    public long append(Map<String, List<Entry<Json, Json>>> writes) {
      Map<String, List<Entry<Object, Object>>> accepted = new LinkedHashMap<>();
      writes.forEach((name, entries) -> accepted.put(name, plan.accept(name, entries)));
      return commits.append(
          ShardRecordFormat.encode(new ShardRecord.Write(1, 0, 0, accepted)), APPEND_MILLIS);
    }

    @Override
    public boolean step(SplittableRandom random) {
      List<TickOutcome> read = ticks.read(100, READ_MILLIS);
      outcomes.addAll(read);
      if (!read.isEmpty()) {
        progress = System.nanoTime();
      }
      assertThat(System.nanoTime() - progress)
          .as("time since tick %d", ticks.tick())
          .isLessThan(PATIENCE_NANOS);
      return ticks.tick() < commits.end();
    }

    @Override
    public List<TickOutcome> outcomes() {
      return outcomes;
    }

    @Override
    public void close() {
      try {
        client.cancel().get();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        commits.close();
        tickLog.close();
      }
    }
  }

  @Test
  void jobs_equalEvaluationFromScratch_atEveryTick() {
    long seed = Long.getLong("oracle.seed", 1);
    int programs = Integer.getInteger("oracle.flink", 5);
    int done = 0;
    int rejected = 0;
    int states = 0;
    while (done < programs) {
      long of = seed;
      Optional<ShardTrial.Outcome> run =
          ShardTrial.run(
              of,
              COMMITS,
              (plan, random) -> new Job(of, plan, directory.resolve(String.valueOf(of))));
      if (run.isPresent()) {
        done++;
        rejected += run.get().rejected();
        states += run.get().states();
        assertThat(run.get().difference()).as("seed %d", of).isEmpty();
      }
      seed++;
    }
    System.out.printf("%d jobs, %d states, %d rejected%n", done, states, rejected);
    assertThat(states).isGreaterThan(programs * COMMITS / 2);
  }
}
