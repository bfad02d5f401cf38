package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.skipruntime.Entry;
import io.skipruntime.cluster.flink.ClubsService.Person;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import io.skipruntime.engine.shard.Plan;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the job costs beside the same service embedded: CPU for an entry in commits of 1,000, and
 * the time of one commit. For a quiet machine: {@code -Dflink.figures=true}.
 */
@EnabledIfSystemProperty(named = "flink.figures", matches = "true")
class SkipJobFiguresTest {

  private static final int PEOPLE = 10_000;
  private static final int BATCHES = 60;
  private static final int BATCH = 1_000;
  private static final int SINGLES = 5_000;
  private static final int ROUNDS = 3;
  private static final long WAIT_MILLIS = 10_000;

  private final Plan plan = Plan.of(new ClubsService());
  private final SplittableRandom random = new SplittableRandom(1);

  @TempDir Path directory;

  private Map<String, List<Entry<?, ?>>> write(int entries) {
    List<Entry<?, ?>> people = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      long id = random.nextInt(PEOPLE);
      people.add(Entry.of(id, new Person("p" + random.nextInt(), random.nextBoolean())));
    }
    return Map.of("people", people);
  }

  private static List<Map<String, List<Entry<?, ?>>>> beginning() {
    List<Entry<?, ?>> people = new ArrayList<>();
    List<Entry<?, ?>> clubs = new ArrayList<>();
    for (long id = 0; id < PEOPLE; id++) {
      people.add(Entry.of(id, new Person("p" + id, true)));
      clubs.add(Entry.of(id, List.of(id, (id * 7) % PEOPLE)));
    }
    return List.of(Map.of("people", people), Map.of("clubs", clubs));
  }

  private static double cpuMicros() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e3;
  }

  private double embeddedMicros() {
    try (ServiceInstance service =
        ServiceInstance.start(new ClubsService(), EngineOptions.defaults())) {
      beginning().forEach(each -> each.forEach(service::update));
      double micros = 0;
      for (int round = 0; round < ROUNDS; round++) {
        double begun = cpuMicros();
        for (int i = 0; i < BATCHES; i++) {
          write(BATCH).forEach(service::update);
        }
        micros = (cpuMicros() - begun) / BATCHES / BATCH;
      }
      return micros;
    }
  }

  private byte[] encode(Map<String, List<Entry<?, ?>>> write) {
    Map<String, List<Entry<Object, Object>>> accepted = new HashMap<>();
    write.forEach((input, entries) -> accepted.put(input, plan.accept(input, entries)));
    return ShardRecordFormat.encode(new ShardRecord.Write(1, 0, 0, accepted));
  }

  private static void await(CommitLog ticks, long tick) {
    while (ticks.end() < tick) {
      ticks.read(tick, 1, WAIT_MILLIS);
    }
  }

  /** What a job costs: CPU for an entry in µs, and the median and 99 % of one commit in ms. */
  private record Cost(double micros, double median, double most) {}

  private Cost cost(int shards) throws Exception {
    ShardLogs logs = ShardLogs.at("memory:figures" + shards);
    try (TestCluster cluster = new TestCluster(shards, false);
        CommitLog commits = logs.openCommits();
        CommitLog ticks = logs.openTicks()) {
      var environment = TestCluster.environment(Duration.ofSeconds(1), directory);
      SkipJob.of(ClubsService::new, logs.name()).withShards(shards).addTo(environment);
      cluster.start(environment);
      beginning().forEach(each -> commits.append(encode(each), WAIT_MILLIS));
      await(ticks, commits.end());
      double micros = 0;
      for (int round = 0; round < ROUNDS; round++) {
        double begun = cpuMicros();
        for (int i = 0; i < BATCHES; i++) {
          commits.append(encode(write(BATCH)), WAIT_MILLIS);
        }
        await(ticks, commits.end());
        micros = (cpuMicros() - begun) / BATCHES / BATCH;
      }
      long[] nanos = new long[SINGLES];
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < SINGLES; i++) {
          byte[] write = encode(write(1));
          long begun = System.nanoTime();
          await(ticks, commits.append(write, WAIT_MILLIS));
          nanos[i] = System.nanoTime() - begun;
        }
      }
      Arrays.sort(nanos);
      return new Cost(micros, nanos[SINGLES / 2] / 1e6, nanos[SINGLES / 100 * 99] / 1e6);
    }
  }

  @Test
  void job_costsNotMuchMoreThanOneProcess() throws Exception {
    double embedded = embeddedMicros();
    Cost one = cost(1);
    Cost two = cost(2);
    System.out.printf("embedded %.1f µs%n1 shard  %s%n2 shards %s%n", embedded, one, two);
    assertThat(one.micros()).isLessThan(3 * embedded);
    assertThat(two.micros()).isLessThan(5 * embedded);
    assertThat(two.median()).isLessThan(1);
  }
}
