package io.skipruntime.cluster.flink;

import io.skipruntime.cluster.log.CommitLog;
import io.skipruntime.cluster.log.LogSnapshot;
import io.skipruntime.cluster.log.LogUnavailableException;
import io.skipruntime.cluster.node.NodeSnapshots;
import io.skipruntime.cluster.shard.SpooledInputs;
import io.skipruntime.engine.shard.KeyGroups;
import io.skipruntime.engine.shard.Plan;
import io.skipruntime.journal.format.MalformedDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The writer of snapshots of the inputs, so that the log of commits can be shortened. What the
 * groups of keys give is put into files until all of them have given it. One subtask.
 *
 * <ul>
 *   <li>A snapshot is given to the log when a checkpoint that was begun after it is complete: so
 *       the log never lacks what the newest checkpoint needs.
 *   <li>A snapshot that cannot be written is given up, and so is one that is not complete when the
 *       job starts again. The job goes on, and the log stays longer.
 * </ul>
 */
final class KeepOperator extends AbstractStreamOperator<Tuple3<Integer, Long, byte[]>>
    implements OneInputStreamOperator<
        Tuple3<Integer, Long, byte[]>, Tuple3<Integer, Long, byte[]>> {

  private static final long serialVersionUID = 1;

  private static final System.Logger LOG = System.getLogger(KeepOperator.class.getName());
  private static final long NO_CHECKPOINT = -1;

  private final JobService service;
  private transient @Nullable Plan plan;
  private transient @Nullable Map<Long, Arriving> arriving;
  private transient @Nullable Complete complete;
  private transient @Nullable CommitLog commits;
  private transient @Nullable NodeSnapshots snapshots;

  KeepOperator(JobService service) {
    this.service = service;
  }

  /** The inputs after a tick, as far as they have arrived; without files if these failed. */
  private static final class Arriving {
    private @Nullable SpooledInputs inputs;
    private @Nullable Long lastWrite;
    private int groups;
  }

  /** A snapshot that waits for a checkpoint. */
  private record Complete(SpooledInputs inputs, LogSnapshot snapshot, long checkpoint) {}

  @Override
  public void open() throws Exception {
    super.open();
    plan = service.plan();
    arriving = new TreeMap<>();
  }

  @Override
  public void processElement(StreamRecord<Tuple3<Integer, Long, byte[]>> element) {
    Tuple3<Integer, Long, byte[]> part = element.getValue();
    Map<Long, Arriving> all = arriving();
    Arriving of = all.computeIfAbsent(part.f1, tick -> begin());
    if (part.f0 == Edges.HEAD) {
      of.lastWrite = ByteBuffer.wrap(part.f2).getLong();
    } else if (part.f2.length == 0) {
      of.groups++;
    } else {
      add(part.f2, of);
    }
    Long lastWrite = of.lastWrite;
    if (lastWrite != null && of.groups == KeyGroups.COUNT) {
      all.remove(part.f1);
      complete(of, part.f1, lastWrite);
    }
  }

  private Map<Long, Arriving> arriving() {
    Map<Long, Arriving> known = arriving;
    if (known == null) {
      throw new IllegalStateException("the operator is not open");
    }
    return known;
  }

  private Arriving begin() {
    Arriving begun = new Arriving();
    Plan of = plan;
    try {
      begun.inputs = of == null ? null : SpooledInputs.create(of);
    } catch (IOException e) {
      warn(e);
    }
    return begun;
  }

  private static void add(byte[] part, Arriving to) {
    SpooledInputs inputs = to.inputs;
    if (inputs != null) {
      try {
        inputs.add(part);
      } catch (IOException | MalformedDataException e) {
        warn(e);
        inputs.close();
        to.inputs = null;
      }
    }
  }

  private static void warn(Exception e) {
    LOG.log(
        System.Logger.Level.WARNING,
        "there is no snapshot of the inputs, since the directory for temporary files cannot be"
            + " used; the log of commits grows until there is one: {0}",
        e);
  }

  private void complete(Arriving of, long tick, long lastWrite) {
    SpooledInputs inputs = of.inputs;
    if (inputs == null) {
      return;
    }
    giveUpComplete();
    try {
      complete =
          new Complete(
              inputs, inputs.snapshot(service.beginning(), tick, lastWrite), NO_CHECKPOINT);
    } catch (IOException e) {
      warn(e);
      inputs.close();
    }
  }

  private void giveUpComplete() {
    Complete older = complete;
    if (older != null) {
      older.inputs().close();
      complete = null;
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Complete waiting = complete;
    if (waiting != null && waiting.checkpoint() == NO_CHECKPOINT) {
      complete = new Complete(waiting.inputs(), waiting.snapshot(), context.getCheckpointId());
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    Complete waiting = complete;
    if (waiting != null
        && waiting.checkpoint() != NO_CHECKPOINT
        && waiting.checkpoint() <= checkpoint) {
      complete = null;
      try {
        snapshots().keep(waiting.snapshot());
      } catch (LogUnavailableException e) {
        LOG.log(System.Logger.Level.WARNING, "there is no snapshot: {0}", e.getMessage());
        waiting.inputs().close();
      }
    }
  }

  private NodeSnapshots snapshots() {
    NodeSnapshots known = snapshots;
    if (known == null) {
      CommitLog opened = service.logs().openCommits();
      commits = opened;
      known = new NodeSnapshots(opened);
      snapshots = known;
    }
    return known;
  }

  @Override
  public void close() throws Exception {
    giveUpComplete();
    if (arriving != null) {
      for (Arriving each : arriving.values()) {
        SpooledInputs inputs = each.inputs;
        if (inputs != null) {
          inputs.close();
        }
      }
      arriving.clear();
    }
    if (snapshots != null) {
      snapshots.close();
    }
    if (commits != null) {
      commits.close();
    }
    super.close();
  }
}
