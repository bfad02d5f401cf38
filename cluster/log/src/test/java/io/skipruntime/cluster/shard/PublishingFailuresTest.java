package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogExtent;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.cluster.shard.TeamsService.Person;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The publishing of ticks to a log that takes the first outcomes of a group and then fails. */
class PublishingFailuresTest {

  private static final int WRITERS = 4;
  private static final int WRITES = 15;

  /** A log that fails again and again, each time with one more record of the group than before. */
  private static final class Failing implements CommitLog {
    private final CommitLog log;
    private int calls;

    Failing(CommitLog log) {
      this.log = log;
    }

    @Override
    public long append(byte[] record, long waitMillis) {
      return log.append(record, waitMillis);
    }

    @Override
    public void appendAll(List<byte[]> records, long waitMillis) {
      calls++;
      if (calls % 4 == 0) {
        int taken = calls / 4 % (records.size() + 1);
        log.appendAll(records.subList(0, taken), waitMillis);
        throw new LogUnavailableException("the log is away", true, new IOException("away"));
      }
      log.appendAll(records, waitMillis);
    }

    @Override
    public List<byte[]> read(long from, int most, long waitMillis) {
      return log.read(from, most, waitMillis);
    }

    @Override
    public long end() {
      return log.end();
    }

    @Override
    public LogExtent extent() {
      return log.extent();
    }

    @Override
    public boolean leads() {
      return log.leads();
    }

    @Override
    public void close() {
      log.close();
    }
  }

  @Test
  void publisher_goesOnFromTheEndOfTheLog_andNeitherMissesNorRepeatsATick() throws Exception {
    MemoryLog commits = new MemoryLog();
    MemoryLog ticks = new MemoryLog();
    ShardLogs logs = ShardLogs.of("L", commits::open, () -> new Failing(ticks.open()));
    ShardComputation computation =
        ShardComputation.start(new TeamsService(), logs, 2, "", tick -> {});
    try (ServiceInstance node =
            ServiceInstance.start(
                new TeamsService(),
                EngineOptions.defaults().withCommitOrder(ShardCluster.on(logs)));
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> writers = new ArrayList<>();
      for (long writer = 0; writer < WRITERS; writer++) {
        long first = writer * WRITES;
        writers.add(
            threads.submit(() -> {
              for (long id = first; id < first + WRITES; id++) {
                node.update("people", List.of(Entry.of(id, new Person("p", true))));
                node.update("teams", List.of(Entry.of(id, List.of(id))));
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
      assertThat(node.getAll("active")).hasSize(WRITERS * WRITES);
    } finally {
      computation.close();
    }
    long end = commits.open().end();
    assertThat(
            ticks.open().read(1, Integer.MAX_VALUE / 2, 0).stream()
                .map(TickFormat::tickOf)
                .toList())
        .isEqualTo(LongStream.rangeClosed(1, end).boxed().toList());
  }
}
