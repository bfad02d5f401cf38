package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.shard.LogStart;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.journal.format.MalformedDataException;
import java.util.Map;
import java.util.SortedMap;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The division of each record among the groups of keys, without reading its entries. What takes
 * writes back goes to all groups, and to the publisher. One subtask.
 */
final class DivideOperator extends AbstractStreamOperator<Tuple4<Integer, Long, Long, byte[]>>
    implements OneInputStreamOperator<
        Tuple4<Integer, Long, Long, byte[]>, Tuple4<Integer, Long, Long, byte[]>> {

  private static final long serialVersionUID = 1;

  private final JobService service;
  private transient @Nullable Plan plan;

  DivideOperator(JobService service) {
    this.service = service;
  }

  private Plan plan() {
    Plan made = plan;
    if (made == null) {
      made = service.plan();
      plan = made;
    }
    return made;
  }

  @Override
  public void processElement(StreamRecord<Tuple4<Integer, Long, Long, byte[]>> element) {
    Tuple4<Integer, Long, Long, byte[]> commit = element.getValue();
    if (commit.f0 == Edges.ALL) {
      sendToAll(InputMessage.ALL, commit);
      return;
    }
    ShardRecordFormat.Divided divided = divide(commit);
    switch (divided.head()) {
      case ShardRecord.Beginning beginning -> {
        if (commit.f1 == 1) {
          LogStart.require(beginning, service.address(), plan(), service.version());
          send(divided.groups(), commit);
        }
      }
      case ShardRecord.Write write -> send(divided.groups(), commit);
      case ShardRecord.Undo undo -> {
        sendToAll(InputMessage.undo(undo.from()), commit);
        output.collect(
            Edges.to(plan().levels()),
            new StreamRecord<>(
                new Tuple3<>(Edges.UNDO, commit.f1, InputMessage.undo(undo.from())), commit.f1));
      }
    }
  }

  private ShardRecordFormat.Divided divide(Tuple4<Integer, Long, Long, byte[]> commit) {
    try {
      return ShardRecordFormat.divide(commit.f3);
    } catch (MalformedDataException e) {
      DamagedLogException damaged =
          new DamagedLogException(
              "record %d of the log %s cannot be read: %s"
                  .formatted(commit.f1, service.address(), e.getMessage()));
      damaged.initCause(e);
      throw damaged;
    }
  }

  private void send(SortedMap<Integer, byte[]> groups, Tuple4<Integer, Long, Long, byte[]> commit) {
    for (Map.Entry<Integer, byte[]> each : groups.entrySet()) {
      send(each.getKey(), InputMessage.entries(each.getValue()), commit);
    }
  }

  private void sendToAll(byte[] message, Tuple4<Integer, Long, Long, byte[]> commit) {
    for (int group = 0; group < KeyGroups.COUNT; group++) {
      send(group, message, commit);
    }
  }

  private void send(int group, byte[] message, Tuple4<Integer, Long, Long, byte[]> commit) {
    output.collect(
        new StreamRecord<>(
            new Tuple4<>(GroupKeys.of(group), commit.f1, commit.f2, message), commit.f1));
  }
}
