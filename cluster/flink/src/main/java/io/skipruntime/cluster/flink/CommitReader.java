package io.skipruntime.cluster.flink;

import io.skipruntime.SkipException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * The reader of the source. Each call gives one tick, after which the watermark of the tick follows
 * in the same call, so no checkpoint lies within a tick.
 *
 * <ul>
 *   <li>Snapshots are of ticks since {@code begunAt}: what is before a checkpoint may be forgotten.
 * </ul>
 */
final class CommitReader implements SourceReader<Tuple4<Integer, Long, Long, byte[]>, Position> {

  private static final byte[] NOTHING = {};

  private final JobService service;
  private final CompletableFuture<Void> assigned = new CompletableFuture<>();
  private @Nullable CommitFetcher fetcher;
  private long tick;
  private long begunAt;
  private boolean asksForAll;
  private boolean asksForSnapshot;

  CommitReader(JobService service) {
    this.service = service;
  }

  @Override
  public void start() {}

  @Override
  public void addSplits(List<Position> splits) {
    for (Position each : splits) {
      if (fetcher != null) {
        throw new IllegalStateException("the log is read already");
      }
      if (!each.epoch().equals(service.epoch())) {
        throw new SkipException(
            "the checkpoint is of another history of the log than "
                + service.address()
                + " has now ("
                + each.epoch()
                + ", not "
                + service.epoch()
                + "): start the job without it");
      }
      tick = each.tick();
      asksForAll = tick > 0;
      begunAt = tick;
      if (tick == 0) {
        tick = service.firstTick();
        asksForSnapshot = tick > 0;
        begunAt = tick;
      }
      fetcher = CommitFetcher.start(service.logs(), tick);
    }
    assigned.complete(null);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<Tuple4<Integer, Long, Long, byte[]>> output) {
    CommitFetcher fetching = fetcher;
    if (fetching == null) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    if (asksForAll) {
      asksForAll = false;
      output.collect(new Tuple4<>(Edges.ALL, tick, 0L, NOTHING), tick);
      return InputStatus.MORE_AVAILABLE;
    }
    if (asksForSnapshot) {
      asksForSnapshot = false;
      output.collect(new Tuple4<>(Edges.SNAPSHOT, tick, 0L, NOTHING), tick);
      return InputStatus.MORE_AVAILABLE;
    }
    byte[] next = fetching.poll();
    if (next == null) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    tick++;
    long settled = fetching.settled();
    boolean isKept = settled > 0 && settled >= begunAt && settled < tick && fetching.takeRequest();
    output.collect(new Tuple4<>(isKept ? Edges.KEEP : Edges.RECORD, tick, settled, next), tick);
    return InputStatus.MORE_AVAILABLE;
  }

  @Override
  public List<Position> snapshotState(long checkpoint) {
    return fetcher == null
        ? List.of()
        : List.of(new Position(service.epoch(), asksForSnapshot ? 0 : tick));
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CommitFetcher fetching = fetcher;
    return fetching == null
        ? assigned
        : asksForAll || asksForSnapshot
            ? CompletableFuture.completedFuture(null)
            : fetching.available();
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {
    if (fetcher != null) {
      fetcher.close();
    }
  }
}
