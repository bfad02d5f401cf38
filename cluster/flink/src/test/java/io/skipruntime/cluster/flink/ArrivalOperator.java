package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.shard.ContributionFormat;
import io.skipruntime.cluster.shard.FailureFormat;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.Shard;
import java.util.Objects;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * A level as operators of Flink are written commonly: each batch is computed when it arrives, and
 * not when all of its tick is there. The control of {@link CheckedRun}.
 */
final class ArrivalOperator extends ShardOperator<Tuple3<Integer, Long, byte[]>> {

  private static final long serialVersionUID = 1;

  private final int level;
  private transient @Nullable Plan plan;
  private transient @Nullable Shard shard;

  ArrivalOperator(JobService service, int level) {
    super(service);
    this.level = level;
  }

  @Override
  public void open() throws Exception {
    super.open();
    Plan made = service.plan();
    plan = made;
    shard = new Shard(made, level, index(), shards(), 1);
  }

  @Override
  public void processElement(StreamRecord<Tuple3<Integer, Long, byte[]>> element) {
    Tuple3<Integer, Long, byte[]> batch = element.getValue();
    Plan known = Objects.requireNonNull(plan);
    ContributionFormat.decode(batch.f2, known.classLoader())
        .forEach(each ->
            Objects.requireNonNull(shard)
                .receive(known.feeds().get(each.feed()), each.key(), each.source(), each.values()));
    compute(batch.f1);
  }

  private void compute(long tick) {
    Outbox out = outbox();
    Objects.requireNonNull(shard)
        .tick(out)
        .ifPresent(failure ->
            out.send(
                Objects.requireNonNull(plan).levels(),
                Edges.FAILURE,
                tick,
                FailureFormat.encode(failure)));
    out.flush(tick);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    compute(mark.getTimestamp());
    super.processWatermark(mark);
  }
}
