package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.shard.InputsPart;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** The inputs of the groups of keys that a shard has: nearly all the state of the job. */
final class InputsOperator extends ShardOperator<Tuple4<Integer, Long, Long, byte[]>> {

  private static final long serialVersionUID = 1;

  private static final byte[] NOTHING = {};

  private transient @Nullable Outbox outbox;
  private transient @Nullable GroupInputs inputs;

  InputsOperator(JobService service) {
    super(service);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    Outbox made = outbox();
    outbox = made;
    inputs = new GroupInputs(service.plan(), shards(), context.getKeyedStateStore(), made);
  }

  @Override
  public void processElement(StreamRecord<Tuple4<Integer, Long, Long, byte[]>> element)
      throws Exception {
    Tuple4<Integer, Long, Long, byte[]> told = element.getValue();
    GroupInputs of = Objects.requireNonNull(inputs);
    if (InputMessage.isKeep(told.f3)) {
      KeptParts parts = new KeptParts(told.f2);
      of.keep(told.f2, parts);
      parts.end();
    } else {
      of.tick(told.f1, told.f2, told.f3);
    }
  }

  /** The entries of a group on their way to a snapshot of a tick. */
  private final class KeptParts implements GroupInputs.Keeper {
    private final long tick;
    private final Map<String, InputsPart> parts = new TreeMap<>();

    KeptParts(long tick) {
      this.tick = tick;
    }

    @Override
    public void keep(String input, byte[] entry) {
      InputsPart part = parts.computeIfAbsent(input, InputsPart::new);
      part.add(entry);
      if (part.isFull()) {
        send(part.encode());
        parts.remove(input);
      }
    }

    void end() {
      parts.values().forEach(part -> send(part.encode()));
      send(NOTHING);
    }

    private void send(byte[] bytes) {
      output.collect(Edges.KEPT, new StreamRecord<>(new Tuple3<>(index(), tick, bytes), tick));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Objects.requireNonNull(outbox).requireNone();
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    Objects.requireNonNull(outbox).flush(mark.getTimestamp());
    super.processWatermark(mark);
  }
}
