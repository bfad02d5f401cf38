package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.WaveRuns;
import java.util.HashSet;
import java.util.Set;

/**
 * The runs of a wave that have ended a process, or kept it until it was ended, or whose answer as a
 * whole could not be given. Thread-safe.
 *
 * <ul>
 *   <li>{@code failed} has the runs of which an entry is known to fail: the others of the same
 *       function need not be made.
 *   <li>{@code count} is how often a process was given something in vain, and {@code last} says how
 *       that has ended the last time.
 * </ul>
 */
final class WaveFailures {

  /** As each may take as long as a function may, no more are tried. */
  private static final int MOST = 4;

  private final Set<WaveRuns> failed = new HashSet<>();
  private int count;
  private String last = "";

  /** Notes that a process was given something in vain. */
  synchronized void add(SkipException how) {
    count++;
    last = String.valueOf(how.getMessage());
  }

  /** Lets an entry fail, which is to blame. */
  synchronized void fail(WaveRuns runs, int index, SkipException reason) {
    failed.add(runs);
    runs.outcome(index, Outcome.of(reason));
  }

  /**
   * Whether more of some runs is to be made, from an entry on; if so much has failed that it is
   * not, that entry fails.
   */
  synchronized boolean allows(WaveRuns runs, int from) {
    if (failed.contains(runs)) {
      return false;
    }
    if (count >= MOST) {
      String reason = "was not run, as functions of the same wave have failed: " + last;
      fail(runs, from, new SkipException(reason));
      return false;
    }
    return true;
  }
}
