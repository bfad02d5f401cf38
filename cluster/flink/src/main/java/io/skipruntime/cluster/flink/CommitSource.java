package io.skipruntime.cluster.flink;

import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A source of the records of the log of commits, each with its tick. After a restart, it first asks
 * for all inputs as of the tick at which the checkpoint was. Of parallelism 1.
 */
final class CommitSource implements Source<Tuple4<Integer, Long, Long, byte[]>, Position, Boolean> {

  private static final long serialVersionUID = 1;

  private final JobService service;

  CommitSource(JobService service) {
    this.service = service;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Tuple4<Integer, Long, Long, byte[]>, Position> createReader(
      SourceReaderContext context) {
    return new CommitReader(service);
  }

  @Override
  public SplitEnumerator<Position, Boolean> createEnumerator(
      SplitEnumeratorContext<Position> context) {
    return new Enumerator(context, beginning());
  }

  @Override
  public SplitEnumerator<Position, Boolean> restoreEnumerator(
      SplitEnumeratorContext<Position> context, Boolean isAssigned) {
    return new Enumerator(context, isAssigned ? null : beginning());
  }

  private Position beginning() {
    return new Position(service.epoch(), 0);
  }

  @Override
  public SimpleVersionedSerializer<Position> getSplitSerializer() {
    return new Position.Format();
  }

  @Override
  public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
    return new AssignedFormat();
  }

  /** The form of what the enumerator keeps: whether a reader has the log. */
  private static final class AssignedFormat implements SimpleVersionedSerializer<Boolean> {

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Boolean isAssigned) {
      return new byte[] {(byte) (isAssigned ? 1 : 0)};
    }

    @Override
    public Boolean deserialize(int version, byte[] bytes) {
      return bytes[0] == 1;
    }
  }

  /** The giver of the log to the one reader that there is. */
  private static final class Enumerator implements SplitEnumerator<Position, Boolean> {

    private final SplitEnumeratorContext<Position> context;
    private @Nullable Position unassigned;

    Enumerator(SplitEnumeratorContext<Position> context, @Nullable Position unassigned) {
      this.context = context;
      this.unassigned = unassigned;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {}

    @Override
    public void addSplitsBack(List<Position> splits, int subtask) {
      splits.forEach(each -> unassigned = each);
      if (context.registeredReaders().containsKey(subtask)) {
        addReader(subtask);
      }
    }

    @Override
    public void addReader(int subtask) {
      Position position = unassigned;
      if (position != null) {
        context.assignSplit(position, subtask);
        unassigned = null;
      }
    }

    @Override
    public Boolean snapshotState(long checkpoint) {
      return unassigned == null;
    }

    @Override
    public void close() {}
  }
}
