package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.ForwardingLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.shard.ShardCluster;
import io.skipruntime.cluster.shard.ShardComputation;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The time of a node's start from a snapshot with many entries, for a quiet machine: not more than
 * 15 s from the start of its process until the node serves. {@code -Dflink.start.entries=1000000}
 * is how many entries are shared, in the snapshot of the log of ticks.
 */
@EnabledIfSystemProperty(named = "flink.start.entries", matches = "\\d+")
class NodeStartFiguresTest {

  private static final int ENTRIES = Integer.getInteger("flink.start.entries", 0);
  private static final int PART = 10_000;
  private static final int TICKS_AFTER_SNAPSHOT = 10;
  private static final long WAIT_MILLIS = 60_000;
  private static final long PATIENCE_SECONDS = 120;
  private static final double LONGEST_SECONDS = 15;

  @TempDir Path directory;

  /** A log that wants a snapshot when the test says so. */
  private static final class AskingLog extends ForwardingLog {
    private final CommitLog log;
    private final AtomicBoolean isAsked;

    AskingLog(CommitLog log, AtomicBoolean isAsked) {
      super(log);
      this.log = log;
      this.isAsked = isAsked;
    }

    @Override
    public boolean wantsSnapshot() {
      return isAsked.getAndSet(false);
    }

    @Override
    public Optional<LogSnapshot> newestSnapshot() {
      return log.newestSnapshot();
    }

    @Override
    public void keep(LogSnapshot snapshot) {
      log.keep(snapshot);
    }
  }

  /** Writes the entries and a snapshot of all of them, and gives the last tick. */
  private static long fill(String address) throws Exception {
    ShardLogs logs = ShardLogs.at(address);
    AtomicBoolean isAsked = new AtomicBoolean();
    ShardLogs asking =
        ShardLogs.of(address, logs::openCommits, () -> new AskingLog(logs.openTicks(), isAsked));
    ClubsWrites writes = ClubsWrites.ofRandomIds(ENTRIES / 2);
    EngineOptions options =
        EngineOptions.defaults()
            .withCommitOrder(ShardCluster.on(asking))
            .withWaitMillis(WAIT_MILLIS);
    ShardComputation computation =
        ShardComputation.start(new ClubsService(), logs, 2, "", tick -> {});
    try (ServiceInstance node = ServiceInstance.start(new ClubsService(), options)) {
      writes.beginning(PART).forEach(each -> each.forEach(node::update));
      long last = node.watermark().tick();
      isAsked.set(true);
      TestCluster.await(() -> snapshotTick(node) >= last, () -> "no snapshot is written");
      for (int i = 0; i < TICKS_AFTER_SNAPSHOT; i++) {
        writes.people(1).forEach(node::update);
      }
      return node.watermark().tick();
    } finally {
      computation.close();
    }
  }

  private static double snapshotTick(ServiceInstance node) {
    return Objects.requireNonNull(
        node.order().orElseThrow().figures().get("snapshot_tick"), "the place of the snapshot");
  }

  /** Starts a node, and gives the seconds until it serves a tick. */
  private static double start(String address, long tick) throws Exception {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                StartedNode.class.getName(),
                address)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      String serves = said.readLine();
      double seconds = (System.nanoTime() - begun) / 1e9;
      assertThat(serves).isEqualTo(StartedNode.SERVES + tick);
      String has = said.readLine();
      assertThat(has).startsWith(StartedNode.HAS);
      assertThat(Integer.parseInt(has.substring(StartedNode.HAS.length())))
          .isGreaterThanOrEqualTo(ENTRIES * 9 / 10); // some people may be in no club
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return seconds;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void measure(String address) throws Exception {
    long tick = fill(address);
    double seconds = start(address, tick);
    System.out.printf("%s: %d entries, the node serves after %.1f s%n", address, ENTRIES, seconds);
    assertThat(seconds).isLessThanOrEqualTo(LONGEST_SECONDS);
  }

  @Test
  void node_startsSoon_withASnapshotOfFiles() throws Exception {
    measure("file:" + directory.resolve("log"));
  }

  @Test
  void node_startsSoon_withASnapshotOfTopics() throws Exception {
    try (TestBroker broker = new TestBroker()) {
      measure(broker.address("start"));
    }
  }
}
