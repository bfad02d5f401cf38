package io.skipruntime.engine;

import io.skipruntime.engine.spi.EngineEvent;
import io.skipruntime.engine.spi.EntryBlock;
import io.skipruntime.engine.spi.NodeId;
import io.skipruntime.engine.spi.ObservedNode;
import io.skipruntime.engine.spi.WorkListener;
import java.time.Instant;
import java.time.InstantSource;
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
 *   <li>{@code running} has the work of the transaction that goes on, and is used by the thread of
 *       that alone; all else is guarded by this object.
 *   <li>{@code count} is the number of the newest report that is {@code kept}.
 *   <li>{@code sent} has what was sent by tick, from {@code oldestTick} on, that of the oldest
 *       report that is kept, and perhaps of some ticks before: a subscriber may see a version a
 *       little before its report is made.
 * </ul>
 */
public final class RecentCommits implements WorkListener {

  private static final long USUAL_BYTES = 16 << 20;

  private final InstantSource clock;
  private final KeptReports kept;
  private final Map<Long, Sent> sent = new ConcurrentHashMap<>();
  private final RunningWork running = new RunningWork();
  private long count;
  private volatile long oldestTick;

  /** The events of one tick that subscribers were sent. */
  private record Sent(LongAdder events, LongAdder bytes) {

    Sent() {
      this(new LongAdder(), new LongAdder());
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
    this.clock = clock;
    this.kept = new KeptReports(most, mostBytes);
  }

  @Override
  public void hear(EngineEvent event) {
    switch (event) {
      case EngineEvent.Propagation ignored -> {}
      case EngineEvent.Committed committed -> add(PackedReport.Outcome.of(committed));
      case EngineEvent.RolledBack back -> add(PackedReport.Outcome.of(back));
    }
  }

  @Override
  public void ran(ObservedNode node, Object key) {
    running.ran(node, key);
  }

  @Override
  public void instantiated(NodeId resource, Object params) {
    running.instantiated(resource, params);
  }

  @Override
  public void cutOff(ObservedNode node) {
    running.cutOff(node);
  }

  @Override
  public void turnTaken(ObservedNode node, long nanos) {
    running.turnTaken(node, nanos);
  }

  @Override
  public void changed(ObservedNode node, EntryBlock entries) {
    running.changed(node, entries);
  }

  private synchronized void add(PackedReport.Outcome outcome) {
    count++;
    kept.add(running.ended(count, clock.instant(), outcome));
    oldestTick = kept.oldestTick();
    if (sent.size() > 2 * kept.size()) {
      sent.keySet().removeIf(tick -> tick < oldestTick);
    }
  }

  /**
   * Notes that a subscriber was sent an event. Costs a lookup, and keeps no thread waiting.
   *
   * @param tick the tick that the event brings its subscriber to
   */
  public void sent(long tick, int eventBytes) {
    if (tick >= oldestTick) {
      Sent known = sent.computeIfAbsent(tick, each -> new Sent());
      known.events().increment();
      known.bytes().add(eventBytes);
    }
  }

  private CommitReport current(PackedReport report) {
    Sent known = report.isOfATick() ? sent.get(report.tick()) : null;
    return known == null
        ? report.unpacked(0, 0)
        : report.unpacked(known.events().sum(), known.bytes().sum());
  }

  /** The time at which a tick was committed; empty if that is not kept. */
  public Optional<Instant> timeOf(long tick) {
    return newest(0, Long.MAX_VALUE).stream()
        .filter(each -> each.isOfATick() && each.tick() == tick)
        .findFirst()
        .map(PackedReport::time);
  }

  /** The number of the newest report; 0 if there was none. */
  public synchronized long count() {
    return count;
  }

  /** The newest report; empty if there was none. */
  public Optional<CommitReport> last() {
    return newest(0, 1).stream().findFirst().map(this::current);
  }

  /** The report of a number; empty if it is not kept. */
  public Optional<CommitReport> report(long number) {
    return newest(number - 1, Long.MAX_VALUE).stream()
        .findFirst()
        .filter(first -> first.number() == number)
        .map(this::current);
  }

  /**
   * The reports that are kept, the newest last.
   *
   * @param number only those after the report of that number; 0 for all
   */
  public List<CommitReport> after(long number) {
    return after(number, Long.MAX_VALUE);
  }

  /**
   * The newest of the reports that are kept, the newest last.
   *
   * @param number only those after the report of that number; 0 for all
   * @param limit how many at most
   */
  public List<CommitReport> after(long number, long limit) {
    return newest(number, limit).stream().map(this::current).toList();
  }

  /** As {@link #after(long, long)}; they are unpacked while transactions go on. */
  private synchronized List<PackedReport> newest(long number, long limit) {
    return kept.newest(Math.min(limit, Math.max(0, count - number)));
  }
}
