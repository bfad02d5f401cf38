package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skipruntime.SkipException;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.engine.shard.Plan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardLogsTest {

  private static final long WAIT_MILLIS = 10_000;
  private static final ClassLoader LOADER = ShardLogsTest.class.getClassLoader();
  private static final TickOrigin ORIGIN = new TickOrigin("epoch", "plan");

  private final Plan plan = Plan.of(new TeamsService());
  private final CommitLog log = new MemoryLog().open();

  private void append(long... ticks) {
    for (long tick : ticks) {
      log.append(TickFormat.encode(new TickOutcome.Retry(tick), ORIGIN), WAIT_MILLIS);
    }
  }

  private static List<Long> ticks(TickReader reader) {
    List<Long> ticks = new ArrayList<>();
    List<TickOutcome> read = reader.read(3, 0);
    while (!read.isEmpty()) {
      read.forEach(each -> ticks.add(each.tick()));
      read = reader.read(3, 0);
    }
    return ticks;
  }

  @Test
  void logsAtAnAddress_areBesideEachOther(@TempDir Path directory) {
    ShardLogs logs = ShardLogs.at("file:" + directory);
    try (CommitLog commits = logs.openCommits();
        CommitLog ticks = logs.openTicks()) {
      commits.append(new byte[] {1}, WAIT_MILLIS);
      assertThat(ticks.end()).isZero();
      ticks.append(new byte[] {2}, WAIT_MILLIS);
      assertThat(commits.end()).isEqualTo(1);
    }
    assertThat(directory.resolve("ticks")).isDirectory();
    try (CommitLog commits = logs.openCommits()) {
      assertThat(commits.read(1, 10, 0)).containsExactly(new byte[] {1});
    }
    assertThatThrownBy(() -> ShardLogs.at("nowhere"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("file");
  }

  @Test
  void ticks_areReadOnceInOrder_fromAnyOneOn() {
    append(1, 2, 3, 4);
    assertThat(ticks(new TickReader(log, "test", LOADER, ORIGIN, 0)))
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(ticks(new TickReader(log, "test", LOADER, ORIGIN, 2))).containsExactly(3L, 4L);
    assertThat(TickReader.lastTick(log, "test", ORIGIN)).isEqualTo(4);
  }

  @Test
  void ticksOfAPublisherThatWasReplaced_areLeftOut() {
    append(1, 2, 3, 2, 3, 4, 3, 5, 4, 6);
    for (long after = 0; after < 6; after++) {
      List<Long> expected = new ArrayList<>();
      for (long tick = after + 1; tick <= 6; tick++) {
        expected.add(tick);
      }
      assertThat(ticks(new TickReader(log, "test", LOADER, ORIGIN, after))).isEqualTo(expected);
    }
  }

  @Test
  void missingOrForeignTick_isDamage() {
    append(1, 3);
    TickReader gap = new TickReader(log, "the log", LOADER, ORIGIN, 0);
    assertThatThrownBy(() -> gap.read(10, 0))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("the log has tick 3 at place 2")
        .hasMessageContaining("backup");
    log.append("{}".getBytes(StandardCharsets.UTF_8), WAIT_MILLIS);
    assertThatThrownBy(() -> TickReader.lastTick(log, "the log", ORIGIN))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("record 3 of the log of ticks the log");
  }

  @Test
  void start_appendsTheBeginningOnce() {
    ShardRecord.Beginning own = LogStart.of(log, "test", plan, "v1", WAIT_MILLIS);
    assertThat(own.plan()).isEqualTo(plan.digest());
    assertThat(LogStart.of(log, "test", plan, "v1", WAIT_MILLIS)).isEqualTo(own);
    assertThat(log.end()).isEqualTo(1);
    assertThat(ShardRecordFormat.decode(log.read(1, 1, 0).getFirst(), plan))
        .isEqualTo(
            new ShardRecord.Beginning(own.epoch(), "v1", plan.digest(), "", plan.initialData()));
  }

  @Test
  void otherPlanOrVersion_isRefusedWithWhatToDo() {
    LogStart.of(log, "L", plan, "v1", WAIT_MILLIS);
    Plan other = Plan.of(new LocalClusterTest.Reach());
    assertThatThrownBy(() -> LogStart.of(log, "L", other, "v1", WAIT_MILLIS))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining(plan.digest())
        .hasMessageContaining(other.digest())
        .hasMessageContaining("begin another log");
    assertThatThrownBy(() -> LogStart.of(log, "L", plan, "v2", WAIT_MILLIS))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("'v1'")
        .hasMessageContaining("--cluster-version");
  }

  @Test
  void otherClassesWithTheSamePlan_areRefused_unlessThereIsAWordForThem() {
    ShardRecord.Beginning own = LogStart.of(log, "L", plan, "", WAIT_MILLIS);
    assertThat(own.program()).isEqualTo(plan.program()).hasSize(16);
    ShardRecord.Beginning other =
        new ShardRecord.Beginning("epoch", "", plan.digest(), "0123456789abcdef", Map.of());
    assertThatThrownBy(() -> LogStart.require(other, "L", plan, ""))
        .isInstanceOf(SkipException.class)
        .hasMessage(
            "the log L is of the classes 0123456789abcdef, and this program has the classes "
                + plan.program()
                + " with the same plan: its functions may compute something else. Start the program"
                + " that the others run; or begin another log, and load the data into it. For"
                + " builds that differ and compute the same, begin that log with one"
                + " --cluster-version for all processes");
    ShardRecord.Beginning named =
        new ShardRecord.Beginning("epoch", "v1", plan.digest(), "", Map.of());
    LogStart.require(named, "L", plan, "v1");
  }

  @Test
  void ticksOfAnotherHistoryOrPlan_areDamage() {
    append(1, 2);
    String advice =
        ": the two logs are not of one another, as after one was begun again. Delete the log of"
            + " ticks and start what computes the shards again, a job of Flink without its"
            + " checkpoint; or take both logs from one backup";
    TickReader ofAnother = new TickReader(log, "L", LOADER, new TickOrigin("another", "plan"), 0);
    assertThatThrownBy(() -> ofAnother.read(10, 0))
        .isInstanceOf(DamagedLogException.class)
        .hasMessage(
            "tick 1 of the log of ticks L was computed of the commits epoch by the plan plan, and"
                + " the log of commits is another with the plan plan"
                + advice);
    assertThatThrownBy(() -> TickReader.lastTick(log, "L", new TickOrigin("epoch", "other")))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageStartingWith("tick 2 of the log of ticks L")
        .hasMessageEndingWith("is epoch with the plan other" + advice);
  }

  @Test
  void logOfSomethingElse_isRefused() {
    log.append(new byte[] {1, 9, 9}, WAIT_MILLIS);
    assertThatThrownBy(() -> LogStart.of(log, "L", plan, "", WAIT_MILLIS))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("another address");
    CommitLog writes = new MemoryLog().open();
    writes.append(ShardRecordFormat.encode(new ShardRecord.Write(1, 1, 1, Map.of())), WAIT_MILLIS);
    assertThatThrownBy(() -> LogStart.of(writes, "L", plan, "", WAIT_MILLIS))
        .isInstanceOf(SkipException.class)
        .hasMessageContaining("does not begin");
  }
}
