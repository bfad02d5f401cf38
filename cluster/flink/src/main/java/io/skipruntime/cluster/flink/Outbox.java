package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.shard.ContributionFormat;
import io.skipruntime.engine.shard.Feed;
import io.skipruntime.engine.shard.Outlet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** The batches that a subtask sends in one tick, until the tick is done: one for each receiver. */
final class Outbox implements Outlet {

  private final Output<?> output;

  /** The batches by level and shard, as far as there are any. */
  private final List<List<ContributionFormat.@Nullable Batch>> batches = new ArrayList<>();

  private final Map<Integer, OutputTag<Tuple3<Integer, Long, byte[]>>> tags = new HashMap<>();
  private boolean isEmpty = true;

  Outbox(Output<?> output) {
    this.output = output;
  }

  @Override
  public void send(
      Feed feed, int shard, Object key, @Nullable Object source, @Nullable List<?> values) {
    isEmpty = false;
    while (batches.size() <= feed.to()) {
      batches.add(new ArrayList<>());
    }
    List<ContributionFormat.@Nullable Batch> shards = batches.get(feed.to());
    while (shards.size() <= shard) {
      shards.add(null);
    }
    ContributionFormat.Batch batch = shards.get(shard);
    if (batch == null) {
      batch = new ContributionFormat.Batch();
      shards.set(shard, batch);
    }
    batch.add(feed.id(), key, source, values);
  }

  /** The same, which leaves out what is sent to a level or to those after it. */
  Outlet upTo(int level) {
    return (feed, shard, key, source, values) -> {
      if (feed.to() < level) {
        send(feed, shard, key, source, values);
      }
    };
  }

  /**
   * Checks that nothing waits to be sent.
   *
   * @throws IllegalStateException if something does
   */
  void requireNone() {
    if (!isEmpty) {
      throw new IllegalStateException("a checkpoint lies within a tick");
    }
  }

  /** Sends all that was added. */
  void flush(long tick) {
    for (int level = 0; level < batches.size(); level++) {
      List<ContributionFormat.@Nullable Batch> shards = batches.get(level);
      for (int shard = 0; shard < shards.size(); shard++) {
        ContributionFormat.Batch batch = shards.get(shard);
        if (batch != null) {
          send(level, shard, tick, batch.encode());
          shards.set(shard, null);
        }
      }
    }
    isEmpty = true;
  }

  /** Sends some bytes at once. */
  void send(int level, int shard, long tick, byte[] bytes) {
    output.collect(
        tags.computeIfAbsent(level, Edges::to),
        new StreamRecord<>(new Tuple3<>(shard, tick, bytes), tick));
  }
}
