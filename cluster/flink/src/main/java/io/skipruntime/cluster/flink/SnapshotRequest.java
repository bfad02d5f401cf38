package io.skipruntime.cluster.flink;

import io.skipruntime.engine.shard.KeyGroups;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.java.tuple.Tuple4;

/**
 * A snapshot of the inputs, for which the groups of keys are asked, some with each record, so that
 * no tick waits for all of them. Until all are asked, they are not told of ticks that took effect
 * after that of the snapshot: so each can give what it had then.
 */
final class SnapshotRequest {

  private static final int GROUPS_OF_A_RECORD = 8;

  private final long tick;
  private int asked;

  /** A request for what the inputs had after a tick. */
  SnapshotRequest(long tick) {
    this.tick = tick;
  }

  /** A record without what the groups are not to be told. */
  Tuple4<Integer, Long, Long, byte[]> held(Tuple4<Integer, Long, Long, byte[]> commit) {
    return new Tuple4<>(commit.f0, commit.f1, tick, commit.f3);
  }

  /** The groups that are asked with the next record. */
  List<Integer> next() {
    int from = asked;
    asked = Math.min(KeyGroups.COUNT, from + GROUPS_OF_A_RECORD);
    return IntStream.range(from, asked).boxed().toList();
  }

  /** Whether all groups were asked. */
  boolean isDone() {
    return asked == KeyGroups.COUNT;
  }
}
