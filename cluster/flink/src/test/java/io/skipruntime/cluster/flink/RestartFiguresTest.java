package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.shard.ShardLogs;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The time of a restart with many inputs, for a quiet machine: a broker, a JobManager and two
 * TaskManagers are processes, both TaskManagers are killed, and as many are started. Not later than
 * 30 s after the JobManager has the new ones, a write that is appended then has its tick. {@code
 * -Dflink.restart.inputs=1000000} is half of it people and half of it clubs; a TaskManager has a
 * heap of {@code -Dflink.restart.heap} MB.
 */
@EnabledIfSystemProperty(named = "flink.restart.inputs", matches = "\\d+")
class RestartFiguresTest {

  private static final int INPUTS = Integer.getInteger("flink.restart.inputs", 0);
  private static final int HEAP = Integer.getInteger("flink.restart.heap", 1_600);
  private static final int PART = 10_000;
  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);
  private static final double LONGEST_SECONDS = 30;

  @TempDir Path directory;

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  @Test
  void ticksGoOnSoon_afterTheWorkersAreBack() throws Exception {
    FlinkProcesses.Size size = new FlinkProcesses.Size(2, HEAP, CHECKPOINTS);
    try (FlinkProcesses processes = new FlinkProcesses(directory, size)) {
      String address = processes.address("clubs");
      processes.submit(ClubsService.class.getName(), address);
      try (DirectWrites writer = new DirectWrites(ShardLogs.at(address))) {
        ClubsWrites writes = ClubsWrites.ofRandomIds(INPUTS / 2);
        long begun = System.nanoTime();
        writer.write(writes.beginning(PART));
        double loading = secondsSince(begun);
        processes.awaitCheckpoint();
        long killed = System.nanoTime();
        processes.replaceTaskManagers();
        double away = secondsSince(killed);
        Duration cpu = processes.taskManagersCpu();
        long back = System.nanoTime();
        writer.await(writer.append(writer.encode(writes.both(1))));
        double restart = secondsSince(back);
        System.out.printf(
            "%d inputs: loaded in %.1f s; TaskManagers away for %.1f s; the next tick %.1f s later,"
                + " for which the TaskManagers take %.1f s of CPU%n",
            INPUTS,
            loading,
            away,
            restart,
            processes.taskManagersCpu().minus(cpu).toMillis() / 1e3);
        assertThat(restart).isLessThanOrEqualTo(LONGEST_SECONDS);
      } catch (AssertionError e) {
        throw new AssertionError(processes.logs(), e);
      }
    }
  }
}
