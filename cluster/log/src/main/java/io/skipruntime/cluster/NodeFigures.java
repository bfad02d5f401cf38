package io.skipruntime.cluster;

import io.skipruntime.engine.spi.Decision;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The numbers of a node, for its operator. Thread-safe. */
final class NodeFigures {

  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong overtaken = new AtomicLong();
  private final AtomicLong disagreements = new AtomicLong();
  private volatile long place = 1;
  private volatile long end = 1;
  private volatile long firstDisagreement;
  private volatile long snapshot;

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
    end = endOfLog;
  }

  /** Notes that the log has a snapshot of a place. */
  void kept(long placeOfSnapshot) {
    snapshot = placeOfSnapshot;
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
   */
  Map<String, Double> all(int waiting) {
    return Map.of(
        "tick", (double) place,
        "behind", (double) Math.max(0, end - place),
        "snapshot_tick", (double) snapshot,
        "waiting_writes", (double) waiting,
        "commits_total", (double) committed.get(),
        "rejections_total", (double) rejected.get(),
        "overtaken_commands_total", (double) overtaken.get(),
        "disagreements_total", (double) disagreements.get());
  }
}
