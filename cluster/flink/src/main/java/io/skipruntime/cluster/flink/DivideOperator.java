package io.skipruntime.cluster.flink;

import io.skipruntime.Entry;
import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.shard.CommandRule;
import io.skipruntime.cluster.shard.EntriesFormat;
import io.skipruntime.cluster.shard.InputsSnapshot;
import io.skipruntime.cluster.shard.LogStart;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.journal.format.MalformedDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The division of each record among the groups of keys, without reading its entries. What takes
 * writes back goes to all groups, and to the publisher. Here it is decided, too, which commands are
 * overtaken, since that depends on the log alone. One subtask.
 */
final class DivideOperator extends AbstractStreamOperator<Tuple4<Integer, Long, Long, byte[]>>
    implements OneInputStreamOperator<
        Tuple4<Integer, Long, Long, byte[]>, Tuple4<Integer, Long, Long, byte[]>> {

  private static final long serialVersionUID = 1;

  private final JobService service;
  private static final byte[] NOTHING = {};

  private transient @Nullable Plan plan;
  private transient @Nullable CommandRule rule;
  private transient @Nullable LastWrites lastWrites;
  private transient @Nullable SnapshotRequest request;
  private transient @Nullable ListState<Long> lastWrite;

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
    if (commit.f0 == Edges.SNAPSHOT) {
      sendSnapshot(commit);
      return;
    }
    SnapshotRequest request = requested(commit);
    sendRecord(request == null ? commit : request.held(commit));
    if (request != null) {
      for (int group : request.next()) {
        send(group, InputMessage.KEEP, request.held(commit));
      }
    }
  }

  /** The snapshot that the inputs are being asked for; null if they are not. */
  private @Nullable SnapshotRequest requested(Tuple4<Integer, Long, Long, byte[]> commit) {
    LastWrites known = Objects.requireNonNull(lastWrites, "the operator has its state");
    known.add(rule().lastWrite());
    long lastWrite = known.asOf(commit.f2);
    SnapshotRequest present = request;
    if (present != null && !present.isDone()) {
      return present;
    }
    SnapshotRequest begun = commit.f0 == Edges.KEEP ? new SnapshotRequest(commit.f2) : null;
    request = begun;
    if (begun != null) {
      byte[] head = ByteBuffer.allocate(Long.BYTES).putLong(lastWrite).array();
      output.collect(
          Edges.KEPT, new StreamRecord<>(new Tuple3<>(Edges.HEAD, commit.f2, head), commit.f1));
    }
    return begun;
  }

  private void sendRecord(Tuple4<Integer, Long, Long, byte[]> commit) {
    ShardRecordFormat.Divided divided = divide(commit);
    switch (divided.head()) {
      case ShardRecord.Beginning beginning -> {
        if (commit.f1 == 1) {
          LogStart.require(beginning, service.address(), plan(), service.version());
          send(divided.groups(), commit);
        }
      }
      case ShardRecord.Write write -> sendWrite(write, divided.groups(), commit);
      case ShardRecord.Undo undo -> {
        sendToAll(InputMessage.undo(undo.from()), commit);
        tellPublisher(Edges.UNDO, InputMessage.undo(undo.from()), commit);
      }
    }
  }

  /** Sends the inputs of the snapshot that the job begins with, in parts. */
  private void sendSnapshot(Tuple4<Integer, Long, Long, byte[]> commit) {
    sendToAll(InputMessage.restored(EntriesFormat.encode(Map.of())), commit);
    try (CommitLog commits = service.logs().openCommits()) {
      InputsSnapshot snapshot =
          InputsSnapshot.ifShortened(commits, service.address())
              .filter(each -> each.tick() == commit.f1)
              .orElseThrow(() ->
                  new LogUnavailableException(
                      "the snapshot of tick " + commit.f1 + " was replaced meanwhile",
                      false,
                      new IOException("replaced")));
      LogStart.require(snapshot.beginning(), service.address(), plan(), service.version());
      rule = snapshot.commands();
      snapshot.read(
          plan(),
          (input, entries) -> {
            Map<Integer, List<Entry<Object, Object>>> groups = new TreeMap<>();
            entries.forEach(each ->
                groups
                    .computeIfAbsent(KeyGroups.of(each.key()), group -> new ArrayList<>())
                    .add(each));
            groups.forEach((group, of) ->
                send(
                    group, InputMessage.restored(EntriesFormat.encode(Map.of(input, of))), commit));
          });
    }
    tellPublisher(Edges.START, NOTHING, commit);
  }

  /** Sends a write, unless it is that of a command that is overtaken. */
  private void sendWrite(
      ShardRecord.Write write,
      SortedMap<Integer, byte[]> groups,
      Tuple4<Integer, Long, Long, byte[]> commit) {
    if (rule().overtakes(commit.f1, write, !groups.isEmpty())) {
      tellPublisher(Edges.OVERTAKEN, NOTHING, commit);
      return;
    }
    send(groups, commit);
    if (CommandRule.answer(commit.f1, write).isPresent()) {
      tellPublisher(Edges.ANSWER, ShardRecordFormat.encode(write), commit);
    }
  }

  private void tellPublisher(int what, byte[] bytes, Tuple4<Integer, Long, Long, byte[]> commit) {
    output.collect(
        Edges.to(plan().levels()),
        new StreamRecord<>(new Tuple3<>(what, commit.f1, bytes), commit.f1));
  }

  private CommandRule rule() {
    return Objects.requireNonNull(rule, "the operator has its state");
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    ListState<Long> state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("lastWrite", Types.LONG));
    lastWrite = state;
    rule = new CommandRule(0);
    for (Long each : state.get()) {
      rule = new CommandRule(each);
    }
    lastWrites = new LastWrites();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Objects.requireNonNull(lastWrite).update(List.of(rule().lastWrite()));
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
