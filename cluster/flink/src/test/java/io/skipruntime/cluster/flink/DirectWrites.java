package io.skipruntime.cluster.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.skipruntime.Entry;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.shard.ShardLogs;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.cluster.shard.TickFormat;
import io.skipruntime.engine.shard.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A user of the logs of a job without a node: it appends writes of clubs to the log of commits, and
 * waits for their ticks in the log of ticks.
 */
final class DirectWrites implements AutoCloseable {

  private static final long WAIT_MILLIS = 120_000;
  private static final int MOST_READ = 100;
  private static final int MOST_ON_THEIR_WAY = 16;

  private final Plan plan = Plan.of(new ClubsService());
  private final CommitLog commits;
  private final CommitLog ticks;
  private long seen;

  DirectWrites(ShardLogs logs) {
    commits = logs.openCommits();
    ticks = logs.openTicks();
  }

  /** The record of a write. */
  byte[] encode(Map<String, List<Entry<?, ?>>> write) {
    Map<String, List<Entry<Object, Object>>> accepted = new HashMap<>();
    write.forEach((input, entries) -> accepted.put(input, plan.accept(input, entries)));
    return ShardRecordFormat.encode(new ShardRecord.Write(1, 0, 0, accepted));
  }

  /** Appends a record, and gives its tick. */
  long append(byte[] record) {
    return commits.append(record, WAIT_MILLIS);
  }

  /** Waits until a tick can be read; it and all before it have to have taken effect. */
  void await(long tick) {
    while (seen < tick) {
      List<byte[]> read = ticks.read(seen + 1, MOST_READ, WAIT_MILLIS);
      assertThat(read).as("tick %s within %s ms", seen + 1, WAIT_MILLIS).isNotEmpty();
      for (byte[] each : read) {
        seen++;
        assertThat(TickFormat.tickOf(each)).isEqualTo(seen);
        assertThat(TickFormat.tookEffect(each)).as("tick %s took effect", seen).isTrue();
      }
    }
  }

  /** Appends writes, of which some are on their way at once, until all have taken effect. */
  void write(List<Map<String, List<Entry<?, ?>>>> writes) {
    long tick = 0;
    for (Map<String, List<Entry<?, ?>>> each : writes) {
      tick = append(encode(each));
      await(tick - MOST_ON_THEIR_WAY);
    }
    await(tick);
  }

  @Override
  public void close() {
    commits.close();
    ticks.close();
  }
}
