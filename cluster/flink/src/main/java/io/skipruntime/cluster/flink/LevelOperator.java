package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.shard.ContributionFormat;
import io.skipruntime.cluster.shard.FailureFormat;
import io.skipruntime.engine.shard.Outlet;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.Shard;
import io.skipruntime.engine.shard.ShardFailure;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** One level of the graph: each subtask has the shard of the keys that it owns. */
class LevelOperator extends ShardOperator<Tuple3<Integer, Long, byte[]>> {

  private static final long serialVersionUID = 1;

  private final int level;
  private transient @Nullable Work work;
  private transient boolean hasBegun;

  LevelOperator(JobService service, int level) {
    super(service);
    this.level = level;
  }

  /** The parts of a running subtask. */
  private record Work(Plan plan, Shard shard, Outbox outbox, ArrivedBatches arrived) {}

  @Override
  public void open() throws Exception {
    super.open();
    Plan plan = service.plan();
    work =
        new Work(
            plan, new Shard(plan, level, index(), shards(), 1), outbox(), new ArrivedBatches());
  }

  /** How often functions ran here for a source entry since the operator was opened. */
  final long functionRuns() {
    return work == null ? 0 : work.shard().functionRuns();
  }

  private Work work() {
    return Objects.requireNonNull(work, "the operator is open");
  }

  @Override
  public void processElement(StreamRecord<Tuple3<Integer, Long, byte[]>> element) {
    work().arrived().add(element.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    long tick = mark.getTimestamp();
    Work at = work();
    for (Tuple3<Integer, Long, byte[]> batch : at.arrived().take(tick)) {
      ContributionFormat.decode(batch.f2, at.plan().classLoader())
          .forEach(each ->
              at.shard()
                  .receive(
                      at.plan().feeds().get(each.feed()),
                      each.key(),
                      each.source(),
                      each.values()));
    }
    Optional<ShardFailure> failure = at.shard().tick(outlet(tick));
    at.outbox().flush(tick);
    failure.ifPresent(found ->
        at.outbox().send(at.plan().levels(), Edges.FAILURE, tick, FailureFormat.encode(found)));
    super.processWatermark(mark);
  }

  /**
   * The way of what a tick changes. A job that begins with another tick than the first has there
   * all that there was before, which the publisher need not be told.
   */
  private Outlet outlet(long tick) {
    Work at = work();
    boolean isBeginning = !hasBegun && tick > 1;
    hasBegun = true;
    return isBeginning ? at.outbox().upTo(at.plan().levels()) : at.outbox();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    work().arrived().requireNone();
  }
}
