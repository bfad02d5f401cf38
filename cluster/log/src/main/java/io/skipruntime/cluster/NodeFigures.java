package io.skipruntime.cluster;

import io.skipruntime.cluster.log.LogExtent;
import io.skipruntime.engine.spi.Decision;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The numbers of a node, for its operator. Thread-safe. */
final class NodeFigures {

  private static final double MILLIS = 1_000;

  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong overtaken = new AtomicLong();
  private final AtomicLong disagreements = new AtomicLong();
  private final InstantSource clock;
  private volatile long place = 1;
  private volatile long end = 1;
  private volatile long atEndMillis;
  private volatile boolean isCarryingOut;
  private volatile @Nullable LogExtent extent;
  private volatile long firstDisagreement;

  NodeFigures(InstantSource clock) {
    this.clock = clock;
    this.atEndMillis = clock.millis();
  }

  void decided(Decision decision) {
    switch (decision) {
      case Decision.Committed done -> committed.incrementAndGet();
      case Decision.Rejected refused -> rejected.incrementAndGet();
      case Decision.Overtaken again -> overtaken.incrementAndGet();
      case Decision.Remembered before -> {}
    }
  }

  /** Notes how far the node and the log are. */
  void reached(long placeOfNode, long endOfLog) {
    place = placeOfNode;
    end = Math.max(end, endOfLog);
    isCarryingOut = false;
    if (placeOfNode >= endOfLog) {
      atEndMillis = clock.millis();
    }
  }

  /** Notes that the log has records up to a place. */
  void hasRecords(long endOfLog) {
    end = Math.max(end, endOfLog);
  }

  /** Notes that the node begins to carry out some records. */
  void carriesOut() {
    isCarryingOut = true;
  }

  /** Notes how large the log is. */
  void measured(LogExtent extentOfLog) {
    extent = extentOfLog;
  }

  private double behindSeconds() {
    boolean isBehind = isCarryingOut || end > place;
    return isBehind ? Math.max(0, clock.millis() - atEndMillis) / MILLIS : 0;
  }

  /** The place that was noted last. */
  long place() {
    return place;
  }

  /** Notes that another node had decided something else up to a place. */
  void disagree(long at) {
    if (disagreements.incrementAndGet() == 1) {
      firstDisagreement = at;
    }
  }

  /** What is to be said of disagreements; empty if there was none. */
  String disagreement() {
    return disagreements.get() == 0
        ? ""
        : "another node has computed something else up to tick "
            + firstDisagreement
            + ": a function depends on something else than its inputs, or the programs differ;"
            + " compare the nodes, mend the function, and begin another log";
  }

  /**
   * All numbers.
   *
   * @param waiting how many proposals are not decided
   * @param snapshot the place of the last snapshot that the node wrote; 0 if it wrote none
   * @param sources what the log says of external sources
   * @param reads whether this node reads them
   */
  Map<String, Double> all(int waiting, long snapshot, SourceLedger sources, boolean reads) {
    Map<String, Double> all = new HashMap<>();
    all.put("tick", (double) place);
    all.put("end_tick", (double) end);
    all.put("behind", (double) Math.max(0, end - place));
    all.put("behind_seconds", behindSeconds());
    all.put("snapshot_tick", (double) snapshot);
    all.put("waiting_writes", (double) waiting);
    all.put("sources", (double) sources.sources().size());
    all.put("sources_term", (double) sources.term());
    all.put("reads_sources", reads ? 1.0 : 0.0);
    all.put("commits_total", (double) committed.get());
    all.put("rejections_total", (double) rejected.get());
    all.put("overtaken_commands_total", (double) overtaken.get());
    all.put("disagreements_total", (double) disagreements.get());
    LogExtent known = extent;
    if (known != null) {
      all.put("log_first_tick", (double) known.first());
      all.put("log_snapshot_tick", (double) known.snapshot());
      known.segments().ifPresent(count -> all.put("log_segments", (double) count));
      known.bytes().ifPresent(bytes -> all.put("log_bytes", (double) bytes));
    }
    return all;
  }
}
