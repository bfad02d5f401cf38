package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.DamagedLogException;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.shard.CommandRule;
import io.skipruntime.cluster.shard.ContributionFormat;
import io.skipruntime.cluster.shard.FailureFormat;
import io.skipruntime.cluster.shard.Publisher;
import io.skipruntime.cluster.shard.ShardRecord;
import io.skipruntime.cluster.shard.ShardRecordFormat;
import io.skipruntime.cluster.shard.TickFormat;
import io.skipruntime.cluster.shard.TickOutcome;
import io.skipruntime.cluster.shard.TickReader;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.engine.shard.ShardFailure;
import io.skipruntime.engine.spi.RememberedAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The publisher: it decides on each tick, appends the outcome to the log of ticks, and what takes
 * writes back to the log of commits. One subtask.
 *
 * <p>After a restart, it decides again on the ticks after the checkpoint, and appends only what the
 * log of ticks does not have. What takes writes back is appended before the rejection is, so it is
 * never missing; it may be there twice, and the second one changes nothing.
 */
final class PublishOperator extends AbstractStreamOperator<Tuple3<Integer, Long, byte[]>>
    implements OneInputStreamOperator<
        Tuple3<Integer, Long, byte[]>, Tuple3<Integer, Long, byte[]>> {

  private static final long serialVersionUID = 1;

  private static final System.Logger LOG = System.getLogger(PublishOperator.class.getName());
  private static final long WAIT_MILLIS = 30_000;
  private static final long RETRY_MILLIS = 200;

  private final JobService service;
  private transient @Nullable ListState<Tuple3<Long, Long, Long>> state;
  private transient Publisher.@Nullable Decided restored;
  private transient @Nullable Work work;

  PublishOperator(JobService service) {
    this.service = service;
  }

  /** The parts of the running subtask. */
  private record Work(
      Plan plan,
      Publisher publisher,
      CommitLog commits,
      TickAppender ticks,
      long published,
      ArrivedBatches arrived) {

    Work with(Publisher other) {
      return new Work(plan, other, commits, ticks, published, arrived);
    }
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    ListState<Tuple3<Long, Long, Long>> decided =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "decided", Types.TUPLE(Types.LONG, Types.LONG, Types.LONG)));
    state = decided;
    for (Tuple3<Long, Long, Long> each : decided.get()) {
      restored = new Publisher.Decided(each.f0, each.f1, each.f2);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    CommitLog commits = service.logs().openCommits();
    CommitLog ticks = service.logs().openTicks();
    long published = TickReader.lastTick(ticks, service.address(), service.origin());
    if (published > commits.end()) {
      throw new DamagedLogException(
          "the log of ticks of %s goes to tick %d, and its log of commits to %d only: the two are not of one another; take both from one backup, or begin both again"
              .formatted(service.address(), published, commits.end()));
    }
    Publisher.Decided decided = restored;
    work =
        new Work(
            service.plan(),
            new Publisher(decided == null ? Publisher.Decided.NOTHING : decided),
            commits,
            TickAppender.start(ticks, service.address()),
            published,
            new ArrivedBatches());
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
    List<Tuple3<Integer, Long, byte[]>> batches = work().arrived().take(tick);
    long decided = work().publisher().decided().tick();
    if (batches.stream().anyMatch(each -> each.f0 == Edges.START)) {
      startAt(tick, batches);
    } else if (tick == decided + 1) {
      publish(decide(batches));
    } else if (tick > decided && tick != Long.MAX_VALUE) {
      throw new IllegalStateException("tick " + tick + " follows tick " + decided);
    }
    super.processWatermark(mark);
  }

  /** Begins with a snapshot, which is of a tick that took effect. */
  private void startAt(long tick, List<Tuple3<Integer, Long, byte[]>> batches) {
    Work at = work();
    if (tick > at.published()) {
      throw new DamagedLogException(
          "the log of commits of %s has a snapshot of tick %d, and its log of ticks goes to tick %d only: the two are not of one another; take both from one backup, or begin both again"
              .formatted(service.address(), tick, at.published()));
    }
    for (Tuple3<Integer, Long, byte[]> batch : batches) {
      if (batch.f0 == Edges.FAILURE) {
        throw FailureFormat.decode(batch.f2).reason();
      }
    }
    work = at.with(new Publisher(new Publisher.Decided(tick, 0, tick)));
  }

  private TickOutcome decide(List<Tuple3<Integer, Long, byte[]>> batches) {
    Work at = work();
    List<ShardFailure> failures = new ArrayList<>();
    List<TickOutcome.Change> changes = new ArrayList<>();
    long undoFrom = 0;
    boolean isOvertaken = false;
    Optional<RememberedAnswer> answer = Optional.empty();
    for (Tuple3<Integer, Long, byte[]> batch : batches) {
      switch (batch.f0) {
        case Edges.FAILURE -> failures.add(FailureFormat.decode(batch.f2));
        case Edges.UNDO -> undoFrom = InputMessage.from(batch.f2);
        case Edges.OVERTAKEN -> isOvertaken = true;
        case Edges.ANSWER ->
            answer = CommandRule.answer(batch.f1, ShardRecordFormat.divide(batch.f2).head());
        default -> {
          for (ContributionFormat.Sent each :
              ContributionFormat.decode(batch.f2, at.plan().classLoader())) {
            int collection = at.plan().feeds().get(each.feed()).collection();
            changes.add(new TickOutcome.Change(collection, each.key(), each.values()));
          }
        }
      }
    }
    if (undoFrom > 0) {
      return at.publisher().decideUndo(undoFrom, failures, changes);
    }
    TickOutcome decided = at.publisher().decideWrite(failures, changes);
    return isOvertaken
        ? CommandRule.ofOvertaken(decided)
        : answer.map(each -> CommandRule.withAnswer(decided, each)).orElse(decided);
  }

  private void publish(TickOutcome outcome) throws InterruptedException {
    Work at = work();
    if (outcome.tick() <= at.published()) {
      return;
    }
    if (outcome instanceof TickOutcome.Rejected) {
      appendUndo(at.commits(), outcome.tick());
    }
    at.ticks().add(TickFormat.encode(outcome, service.origin()));
  }

  private static void appendUndo(CommitLog commits, long from) throws InterruptedException {
    byte[] undo = ShardRecordFormat.encode(new ShardRecord.Undo(from));
    boolean isDone = false;
    while (!isDone) {
      try {
        long place = commits.append(undo, WAIT_MILLIS);
        LOG.log(
            System.Logger.Level.DEBUG,
            "tick {0,number,#} takes back all since {1,number,#}",
            place,
            from);
        isDone = true;
      } catch (LogUnavailableException e) {
        LOG.log(System.Logger.Level.WARNING, "{0}; trying again", e.getMessage());
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    work().ticks().flush();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    work().arrived().requireNone();
    Publisher.Decided decided = work().publisher().decided();
    Objects.requireNonNull(state)
        .update(List.of(new Tuple3<>(decided.tick(), decided.failingSince(), decided.lastUndo())));
  }

  @Override
  public void close() throws Exception {
    Work at = work;
    if (at != null) {
      at.ticks().close();
      at.commits().close();
    }
    super.close();
  }
}
