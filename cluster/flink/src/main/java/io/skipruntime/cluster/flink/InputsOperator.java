package io.skipruntime.cluster.flink;

import java.util.Objects;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** The inputs of the groups of keys that a shard has: nearly all the state of the job. */
final class InputsOperator extends ShardOperator<Tuple4<Integer, Long, Long, byte[]>> {

  private static final long serialVersionUID = 1;

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
    Objects.requireNonNull(inputs).tick(told.f1, told.f2, told.f3);
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
