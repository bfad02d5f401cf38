package io.skipruntime.cluster.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.cluster.log.BrokenGroups;
import io.skipruntime.cluster.log.MemoryLog;
import io.skipruntime.cluster.shard.TeamsService.Person;
import io.skipruntime.engine.EngineOptions;
import io.skipruntime.engine.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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

  /** Of each fourth group some records are taken: each time one more than before. */
  private static OptionalInt takenOfEachFourth(int call, int records) {
    return call % 4 == 0 ? OptionalInt.of(call / 4 % (records + 1)) : OptionalInt.empty();
  }

  @Test
  void publisher_goesOnFromTheEndOfTheLog_andNeitherMissesNorRepeatsATick() throws Exception {
    MemoryLog commits = new MemoryLog();
    MemoryLog ticks = new MemoryLog();
    ShardLogs logs =
        ShardLogs.of(
            "L",
            commits::open,
            () -> new BrokenGroups(ticks.open(), PublishingFailuresTest::takenOfEachFourth));
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
