package io.skipruntime.workers;

import io.skipruntime.SkipException;
import io.skipruntime.engine.spi.WaveRuns;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a wave that have ended a process, or kept it until it was ended, or whose answer as a
 * whole could not be given. Thread-safe.
 *
 * <ul>
 *   <li>{@code failed} has the runs of which an entry is known to fail: the others of the same
 *       function need not be made.
 *   <li>{@code givenUp} is why nothing more of the wave is run; null while that is not so.
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
  private @Nullable SkipException givenUp;

  /** Notes that a process was given something in vain. */
  synchronized void add(SkipException how) {
    count++;
    last = String.valueOf(how.getMessage());
  }

  /**
   * Lets a run fail, which is to blame. What those before it gave is lost, and of no consequence:
   * all of the function's runs fail with it.
   */
  synchronized void fail(WaveSlice.Run blamed, SkipException reason) {
    if (failed.add(blamed.runs())) {
      for (int i = blamed.from(); i < blamed.index(); i++) {
        blamed.runs().outcome(i, Outcome.NOTHING);
      }
      blamed.runs().outcome(blamed.index(), Outcome.of(reason));
    }
  }

  /** Runs nothing more of the wave, as all of it has failed. */
  synchronized void giveUp(SkipException reason) {
    givenUp = reason;
  }

  /**
   * Says why nothing more of the wave was run.
   *
   * @throws SkipException if that is so
   */
  synchronized void throwGivenUp() {
    if (givenUp != null) {
      throw givenUp;
    }
  }

  /** The parts of a slice of which more is to be made. */
  WaveSlice allowed(WaveSlice slice) {
    return new WaveSlice(
        slice.parts().stream().filter(part -> allows(part.runs(), part.from())).toList());
  }

  /**
   * Whether more of some runs is to be made, from an entry on; if so much has failed that it is
   * not, that entry fails.
   */
  synchronized boolean allows(WaveRuns runs, int from) {
    if (givenUp != null || failed.contains(runs)) {
      return false;
    }
    if (count >= MOST) {
      String reason = "was not run, as functions of the same wave have failed: " + last;
      fail(new WaveSlice.Run(runs, from, from), new SkipException(reason));
      return false;
    }
    return true;
  }
}
