package io.skipruntime.engine;

import java.time.Instant;
import java.util.List;

/**
 * The report of one transaction: what ran in it, and what came of that. Immutable.
 *
 * @param number the number of the report: one more than that of the report before
 * @param time when the transaction ended
 * @param tick the tick that was current after it; of one that was taken back, the tick that it
 *     would have made
 * @param isCommitted whether it was committed; otherwise all of it was taken back
 * @param isWrite whether it made a tick; otherwise it opened or closed resource instances, or was
 *     taken back
 * @param durationNanos the time from the transaction's start until all was visible; 0 if it was
 *     taken back
 * @param changedEntries how many keys of collections have other values
 * @param functionRuns how often a function ran for a source entry, in all nodes
 * @param notifiedInstances how many resource instances have other contents, so that their
 *     subscribers were woken
 * @param sentEvents how many events subscribers have been sent since that end with this tick;
 *     several commits may share one
 * @param sentBytes the bytes of these events
 * @param nodes the nodes that had work: inputs first, then in the order in which they were met; at
 *     most {@value #MOST_NODES}
 * @param omittedEvents how many runs, cut-offs and changes of further nodes there were
 */
public record CommitReport(
    long number,
    Instant time,
    long tick,
    boolean isCommitted,
    boolean isWrite,
    long durationNanos,
    long changedEntries,
    long functionRuns,
    int notifiedInstances,
    long sentEvents,
    long sentBytes,
    List<NodeActivity> nodes,
    int omittedEvents) {

  /** So many nodes are reported at most. */
  public static final int MOST_NODES = 500;

  /** Copies the list. */
  public CommitReport {
    nodes = List.copyOf(nodes);
  }

  /** The same with what was sent until now. */
  CommitReport withSent(long events, long bytes) {
    return new CommitReport(
        number,
        time,
        tick,
        isCommitted,
        isWrite,
        durationNanos,
        changedEntries,
        functionRuns,
        notifiedInstances,
        events,
        bytes,
        nodes,
        omittedEvents);
  }
}
