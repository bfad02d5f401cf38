package io.skipruntime.engine;

import io.skipruntime.engine.heap.HeapEstimate;
import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.EngineListener;
import io.skipruntime.engine.spi.NodeId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The last transactions of a service, with what ran in each: for pages and tools that show people
 * what a change has caused. {@link EngineOptions#withInspect} makes one for a service, {@link
 * EngineOptions#withListener} takes one; as for any listener to single functions, each function
 * that runs costs a little more then. One object may listen to a service that is started again, one
 * after the other. Thread-safe.
 *
 * <ul>
 *   <li>{@code running} has the work of the transaction that goes on, by node; {@code runs} counts
 *       all of it.
 *   <li>{@code kept} are at most {@code most} reports, the newest last, that occupy about {@code
 *       bytes}, at most {@code mostBytes} unless there is only one; {@code count} is the number of
 *       the newest.
 *   <li>{@code sent} has what was sent by tick, of the ticks of the reports that are kept, and of
 *       later ones: a subscriber may see a version a little before its report is made.
 * </ul>
 */
public final class RecentCommits implements EngineListener {

  private static final long USUAL_BYTES = 16 << 20;
  private static final int REPORT_BYTES = 300;
  private static final int NODE_BYTES = 200;

  private final int most;
  private final long mostBytes;
  private final InstantSource clock;
  private final ArrayDeque<Kept> kept = new ArrayDeque<>();
  private final Map<Long, Sent> sent = new ConcurrentHashMap<>();
  private final Map<NodeId, Work> running = new LinkedHashMap<>();
  private int omitted;
  private long runs;
  private long count;
  private long bytes;
  private volatile long newestTick;

  /** A report, and about how many bytes it occupies. */
  private record Kept(CommitReport report, long bytes) {}

  /** What subscribers were sent of one tick. */
  private record Sent(LongAdder events, LongAdder bytes) {

    Sent() {
      this(new LongAdder(), new LongAdder());
    }
  }

  /** The work of a node in the transaction that goes on. */
  private static final class Work {
    final List<Object> keys = new ArrayList<>(1);
    long runs;
    int cutOffs;
    int changedEntries;
    List<Object> changedKeys = List.of();
    long nanos;
    boolean hadTurn;

    boolean isInput() {
      return !hadTurn && runs == 0 && changedEntries > 0;
    }

    NodeActivity of(NodeId node) {
      return new NodeActivity(
          node, runs, keys, cutOffs, changedEntries, changedKeys, nanos, isInput());
    }
  }

  /**
   * No transactions yet.
   *
   * @param most how many are kept, in up to 16 MiB; at least 1
   * @param clock gives the times of the reports
   */
  public RecentCommits(int most, InstantSource clock) {
    this(most, USUAL_BYTES, clock);
  }

  /**
   * No transactions yet.
   *
   * @param most how many are kept; at least 1
   * @param mostBytes how many bytes these may occupy, by an estimate; beyond that the oldest go
   * @param clock gives the times of the reports
   */
  public RecentCommits(int most, long mostBytes, InstantSource clock) {
    if (most < 1) {
      throw new IllegalArgumentException("at least 1 commit is to be kept, not " + most);
    }
    this.most = most;
    this.mostBytes = mostBytes;
    this.clock = clock;
  }

  @Override
  public synchronized void hear(EngineEvent event) {
    switch (event) {
      case EngineEvent.FunctionRan ran -> addRun(ran);
      case EngineEvent.CutOff cutOff -> work(cutOff.node()).cutOffs++;
      case EngineEvent.TurnTaken turn -> {
        Work work = work(turn.node());
        work.hadTurn = true;
        work.nanos += turn.nanos();
      }
      case EngineEvent.EntriesChanged changed -> {
        Work work = work(changed.node());
        work.changedEntries = changed.count();
        work.changedKeys = changed.keys();
      }
      case EngineEvent.NodeCreated ignored -> {}
      case EngineEvent.NodeRetired ignored -> {}
      case EngineEvent.Committed committed -> add(committed);
      case EngineEvent.RolledBack back -> add(back.tick(), false, false, 0, 0, 0);
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
        committed.changedEntries(),
        committed.notifiedInstances());
  }

  private void add(
      long tick,
      boolean isCommitted,
      boolean isWrite,
      long durationNanos,
      long changedEntries,
      int notifiedInstances) {
    CommitReport report =
        new CommitReport(
            ++count,
            clock.instant(),
            tick,
            isCommitted,
            isWrite,
            durationNanos,
            changedEntries,
            runs,
            notifiedInstances,
            0,
            0,
            activities(),
            omitted);
    keep(new Kept(report, bytesOf(report)));
    running.clear();
    omitted = 0;
    runs = 0;
  }

  /** The work of each node, inputs first. */
  private List<NodeActivity> activities() {
    List<NodeActivity> inputs = new ArrayList<>();
    List<NodeActivity> computed = new ArrayList<>(running.size());
    running.forEach((node, work) -> (work.isInput() ? inputs : computed).add(work.of(node)));
    inputs.addAll(computed);
    return inputs;
  }

  private static long bytesOf(CommitReport report) {
    long sum = REPORT_BYTES;
    for (NodeActivity each : report.nodes()) {
      sum += NODE_BYTES;
      for (Object key : each.keys()) {
        sum += HeapEstimate.ofElement(key);
      }
      for (Object key : each.changedKeys()) {
        sum += HeapEstimate.ofElement(key);
      }
    }
    return sum;
  }

  private void keep(Kept next) {
    kept.addLast(next);
    bytes += next.bytes();
    if (next.report().isCommitted() && next.report().isWrite()) {
      sent.computeIfAbsent(next.report().tick(), each -> new Sent());
      newestTick = next.report().tick();
    }
    while (kept.size() > most || (kept.size() > 1 && bytes > mostBytes)) {
      Kept oldest = kept.removeFirst();
      bytes -= oldest.bytes();
      if (oldest.report().isCommitted() && oldest.report().isWrite()) {
        sent.remove(oldest.report().tick());
      }
    }
  }

  /**
   * Notes that a subscriber was sent an event. Costs a lookup, and keeps no thread waiting.
   *
   * @param tick the tick that the event brings its subscriber to
   */
  public void sent(long tick, int eventBytes) {
    Sent known =
        tick > newestTick ? sent.computeIfAbsent(tick, each -> new Sent()) : sent.get(tick);
    if (known != null) {
      known.events().increment();
      known.bytes().add(eventBytes);
    }
  }

  private CommitReport current(CommitReport report) {
    Sent known = report.isCommitted() && report.isWrite() ? sent.get(report.tick()) : null;
    return known == null ? report : report.withSent(known.events().sum(), known.bytes().sum());
  }

  /** The time at which a tick was committed; empty if that is not kept. */
  public synchronized Optional<Instant> timeOf(long tick) {
    return kept.stream()
        .map(Kept::report)
        .filter(each -> each.isCommitted() && each.isWrite() && each.tick() == tick)
        .findFirst()
        .map(CommitReport::time);
  }

  /** The number of the newest report; 0 if there was none. */
  public synchronized long count() {
    return count;
  }

  /** The newest report; empty if there was none. */
  public synchronized Optional<CommitReport> last() {
    return Optional.ofNullable(kept.peekLast()).map(each -> current(each.report()));
  }

  /**
   * The reports that are kept, the newest last.
   *
   * @param number only those after the report of that number; 0 for all
   */
  public synchronized List<CommitReport> after(long number) {
    return kept.stream()
        .map(Kept::report)
        .filter(report -> report.number() > number)
        .map(this::current)
        .toList();
  }
}
