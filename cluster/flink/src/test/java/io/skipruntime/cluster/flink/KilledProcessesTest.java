package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.cluster.shard.BankService;
import io.skipruntime.cluster.shard.ShardLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker, a JobManager and TaskManagers as processes that are killed while eight writers move
 * amounts on three nodes: nothing that was acknowledged is lost, no event and no read has half of a
 * write, and writes go on. It takes 10 to 20 seconds for each kill: {@code -Dflink.kills=30} kills
 * four TaskManagers for each JobManager and broker.
 *
 * <p>No pause between two acknowledged writes may be longer than {@code -Dflink.pause.millis}: a
 * minute if it is not given, for machines that do something else, and 15,000 on a quiet one.
 */
@EnabledIfSystemProperty(named = "flink.kills", matches = "\\d+")
class KilledProcessesTest {

  private static final String[] ORDER = {"tm", "jm", "tm", "broker", "tm", "tm"};
  private static final int WRITES_BETWEEN = 40;
  private static final long LONGEST_PAUSE_MILLIS = Long.getLong("flink.pause.millis", 60_000);

  private static final FlinkProcesses.Size SIZE =
      new FlinkProcesses.Size(3, 256, Duration.ofMillis(500));

  @TempDir Path directory;

  @Test
  void acknowledgedWrites_survive_andEveryEventIsWhole_whateverIsKilled() throws Exception {
    int kills = Integer.getInteger("flink.kills", 0);
    String bank = BankService.class.getName();
    Map<String, Long> longest = new TreeMap<>();
    try (FlinkProcesses processes = new FlinkProcesses(directory, SIZE)) {
      String address = processes.address("bank");
      processes.submit(bank, address);
      try (BankRun run = new BankRun(ShardLogs.at(address))) {
        for (int kill = 0; kill < kills; kill++) {
          run.awaitWrites(WRITES_BETWEEN, processes::logs);
          run.longestPauseMillis();
          String what = ORDER[kill % ORDER.length];
          switch (what) {
            case "tm" -> processes.killTaskManager();
            case "jm" -> processes.killJobManager(bank, address);
            default -> processes.killBroker();
          }
          run.awaitWrites(WRITES_BETWEEN, processes::logs);
          run.requireNothingWrong();
          long pause = run.longestPauseMillis();
          longest.merge(what, pause, Math::max);
          System.out.printf(
              "kill %d, %s: %d ms; %s; longest pauses %s%n", kill + 1, what, pause, run, longest);
        }
        run.finish();
        assertThat(run.events()).isGreaterThan((long) kills * WRITES_BETWEEN);
        assertThat(longest.values()).allMatch(pause -> pause <= LONGEST_PAUSE_MILLIS);
      }
    }
  }
}
