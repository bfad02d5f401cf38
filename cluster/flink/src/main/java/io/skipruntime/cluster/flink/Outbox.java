package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.shard.ContributionFormat;
import io.skipruntime.engine.shard.Feed;
import io.skipruntime.engine.shard.Outlet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** What a subtask sends in one tick, until the tick is done: one batch for each receiver. */
final class Outbox implements Outlet {

  /** A level, and one of its shards. */
  private record Receiver(int level, int shard) {}

  private final Output<?> output;
  private final Map<Receiver, List<ContributionFormat.Sent>> batches = new LinkedHashMap<>();
  private final Map<Integer, OutputTag<Tuple3<Integer, Long, byte[]>>> tags = new HashMap<>();

  Outbox(Output<?> output) {
    this.output = output;
  }

  @Override
  public void send(
      Feed feed, int shard, Object key, @Nullable Object source, @Nullable List<?> values) {
    batches
        .computeIfAbsent(new Receiver(feed.to(), shard), each -> new ArrayList<>())
        .add(new ContributionFormat.Sent(feed.id(), key, source, values));
  }

  /**
   * Checks that nothing waits to be sent.
   *
   * @throws IllegalStateException if something does
   */
  void requireNone() {
    if (!batches.isEmpty()) {
      throw new IllegalStateException("a checkpoint lies within a tick");
    }
  }

  /** Sends all that was added. */
  void flush(long tick) {
    batches.forEach(
        (to, batch) -> send(to.level(), to.shard(), tick, ContributionFormat.encode(batch)));
    batches.clear();
  }

  /** Sends some bytes at once. */
  void send(int level, int shard, long tick, byte[] bytes) {
    output.collect(
        tags.computeIfAbsent(level, Edges::to),
        new StreamRecord<>(new Tuple3<>(shard, tick, bytes), tick));
  }
}
