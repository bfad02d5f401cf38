package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.skipruntime.Entry;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cost of the job, for a quiet machine: {@code -Dflink.figures=true}.
 *
 * <ul>
 *   <li>Commits of 1,000 entries, logs in memory: the CPU for an entry is at most 3 times that of
 *       the same service embedded with 1 shard, and 5 times with 2. Both make their writes
 *       meanwhile, and the job's are encoded, as nodes do. The last of {@code -Dflink.rounds=3}
 *       rounds counts: with the JVM's second compiler, take 30, since it is at work until then.
 *   <li>One commit at a time with 2 shards, from before it is appended until its tick can be read:
 *       the median is at most 1 ms with logs in memory. With both logs in topics of a broker it is
 *       at most 10 ms, and 99 % take at most 50 ms.
 * </ul>
 */
@EnabledIfSystemProperty(named = "flink.figures", matches = "true")
class SkipJobFiguresTest {

  private static final int PEOPLE = 10_000;
  private static final int BATCHES = 60;
  private static final int BATCH = 1_000;
  private static final int SINGLES = 5_000;
  private static final int ROUNDS = Integer.getInteger("flink.rounds", 3);
  private static final Duration CHECKPOINTS = Duration.ofSeconds(1);

  private final ClubsWrites random = ClubsWrites.ofSmallIds(PEOPLE);

  @TempDir Path directory;

  private List<Map<String, List<Entry<?, ?>>>> beginning() {
    return random.beginning(PEOPLE);
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
          random.people(BATCH).forEach(service::update);
        }
        micros = (cpuMicros() - begun) / BATCHES / BATCH;
      }
      return micros;
    }
  }

  /** What a job costs: CPU for an entry in µs, and how long one commit takes. */
  private record Cost(double micros, Latency latency) {}

  /** The median, and what 99 % take at most, in ms. */
  private record Latency(double median, double most) {}

  private double jobMicros(DirectWrites writer) {
    double micros = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double begun = cpuMicros();
      long tick = 0;
      for (int i = 0; i < BATCHES; i++) {
        tick = writer.append(writer.encode(random.people(BATCH)));
      }
      writer.await(tick);
      micros = (cpuMicros() - begun) / BATCHES / BATCH;
    }
    return micros;
  }

  /** Measures one commit at a time, after as many that are not measured. */
  private Latency latency(DirectWrites writer) {
    long[] nanos = new long[SINGLES];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < SINGLES; i++) {
        byte[] write = writer.encode(random.people(1));
        long begun = System.nanoTime();
        writer.await(writer.append(write));
        nanos[i] = System.nanoTime() - begun;
      }
    }
    Arrays.sort(nanos);
    return new Latency(nanos[SINGLES / 2] / 1e6, nanos[SINGLES / 100 * 99] / 1e6);
  }

  private Cost cost(String address, int shards) throws Exception {
    try (TestCluster cluster = new TestCluster(shards, false)) {
      cluster.start(TestCluster.clubs(address, shards, CHECKPOINTS, directory));
      try (DirectWrites writer = new DirectWrites(ShardLogs.at(address))) {
        writer.write(beginning());
        double micros = jobMicros(writer);
        return new Cost(micros, latency(writer));
      }
    }
  }

  @Test
  void job_costsNotMuchMoreThanOneProcess() throws Exception {
    double embedded = embeddedMicros();
    Cost one = cost("memory:figures1", 1);
    Cost two = cost("memory:figures2", 2);
    System.out.printf("embedded %.1f µs%n1 shard  %s%n2 shards %s%n", embedded, one, two);
    assertThat(one.micros()).isLessThanOrEqualTo(3 * embedded);
    assertThat(two.micros()).isLessThanOrEqualTo(5 * embedded);
    assertThat(two.latency().median()).isLessThanOrEqualTo(1);
  }

  @Test
  void commitOfATopic_isATickOfAnotherSoon() throws Exception {
    try (TestBroker broker = new TestBroker()) {
      Cost cost = cost(broker.address("figures"), 2);
      System.out.printf("2 shards, logs in Kafka %s%n", cost);
      assertThat(cost.latency().median()).isLessThanOrEqualTo(10);
      assertThat(cost.latency().most()).isLessThanOrEqualTo(50);
    }
  }
}
