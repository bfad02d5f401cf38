package io.skipruntime.engine;

import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.EngineListener;
import io.skipruntime.engine.spi.NodeId;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last transactions of a service, with what ran in each: for pages and tools that show people
 * what a change has caused. {@link EngineOptions#withListener} takes it; as for any listener to
 * single functions, each function that runs costs a little more then. One object may listen to a
 * service that is started again, one after the other. Thread-safe.
 *
 * <ul>
 *   <li>{@code running} has the work of the transaction that goes on, by node; {@code runs} counts
 *       all of it.
 *   <li>{@code reports} are at most {@code most}, the newest last; {@code count} is the number of
 *       the newest.
 * </ul>
 */
public final class RecentCommits implements EngineListener {

  private final int most;
  private final InstantSource clock;
  private final ArrayDeque<CommitReport> reports = new ArrayDeque<>();
  private final Map<NodeId, Work> running = new LinkedHashMap<>();
  private int omitted;
  private long runs;
  private long count;

  /** The work of a node in the transaction that goes on. */
  private static final class Work {
    final List<Object> keys = new ArrayList<>(1);
    long runs;
    int cutOffs;
    int changedEntries;
    List<Object> changedKeys = List.of();

    NodeActivity of(NodeId node) {
      return new NodeActivity(node, runs, keys, cutOffs, changedEntries, changedKeys);
    }
  }

  /**
   * No transactions yet.
   *
   * @param most how many are kept; at least 1
   * @param clock gives the times of the reports
   */
  public RecentCommits(int most, InstantSource clock) {
    if (most < 1) {
      throw new IllegalArgumentException("at least 1 commit is to be kept, not " + most);
    }
    this.most = most;
    this.clock = clock;
  }

  @Override
  public synchronized void hear(EngineEvent event) {
    switch (event) {
      case EngineEvent.FunctionRan ran -> addRun(ran);
      case EngineEvent.CutOff cutOff -> work(cutOff.node()).cutOffs++;
      case EngineEvent.EntriesChanged changed -> {
        Work work = work(changed.node());
        work.changedEntries = changed.count();
        work.changedKeys = changed.keys();
      }
      case EngineEvent.NodeCreated ignored -> {}
      case EngineEvent.NodeRetired ignored -> {}
      case EngineEvent.Committed committed -> add(committed);
      case EngineEvent.RolledBack back -> add(back.tick(), false, false, 0, 0);
    }
  }

  private void addRun(EngineEvent.FunctionRan ran) {
    runs++;
    Work work = work(ran.node());
    work.runs++;
    if (work.keys.size() < NodeActivity.MOST_KEYS) {
      work.keys.add(ran.key());
    }
  }

  private Work work(NodeId node) {
    Work known = running.get(node);
    if (known == null) {
      known = new Work();
      if (running.size() < CommitReport.MOST_NODES) {
        running.put(node, known);
      } else {
        omitted++;
      }
    }
    return known;
  }

  private void add(EngineEvent.Committed committed) {
    add(
        committed.tick(),
        true,
        committed.isWrite(),
        committed.durationNanos(),
        committed.changedEntries());
  }

  private void add(
      long tick, boolean isCommitted, boolean isWrite, long durationNanos, long changedEntries) {
    List<NodeActivity> nodes = new ArrayList<>(running.size());
    running.forEach((node, work) -> nodes.add(work.of(node)));
    reports.addLast(
        new CommitReport(
            ++count,
            clock.instant(),
            tick,
            isCommitted,
            isWrite,
            durationNanos,
            changedEntries,
            runs,
            nodes,
            omitted));
    if (reports.size() > most) {
      reports.removeFirst();
    }
    running.clear();
    omitted = 0;
    runs = 0;
  }

  /** The number of the newest report; 0 if there was none. */
  public synchronized long count() {
    return count;
  }

  /** The newest report; empty if there was none. */
  public synchronized Optional<CommitReport> last() {
    return Optional.ofNullable(reports.peekLast());
  }

  /**
   * The reports that are kept, the newest last.
   *
   * @param number only those after the report of that number; 0 for all
   */
  public synchronized List<CommitReport> after(long number) {
    return reports.stream().filter(report -> report.number() > number).toList();
  }
}
