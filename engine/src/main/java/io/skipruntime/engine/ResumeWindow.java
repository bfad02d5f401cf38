package io.skipruntime.engine;

import java.util.ArrayDeque;

/**
 * Which ticks a subscriber may still resume from. Deletions before them need not be remembered.
 *
 * <ul>
 *   <li>{@code marks} are in the order of time and tick, at least {@code resolutionMillis} apart;
 *       all but the first are within the window. So there are at most as many as fit into it.
 * </ul>
 *
 * <p>For the holder of the service's write lock.
 */
final class ResumeWindow {

  /** At some time the service was at some tick. */
  private record Mark(long millis, long tick) {}

  private static final int MARKS = 64;

  private final long windowMillis;
  private final long resolutionMillis;
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  ResumeWindow(long windowMillis) {
    this.windowMillis = windowMillis;
    this.resolutionMillis = Math.max(1, windowMillis / MARKS);
  }

  /** Notes that a tick was committed. */
  void committed(long tick, long nowMillis) {
    if (!marks.isEmpty() && marks.getLast().millis() == nowMillis) {
      marks.removeLast();
    }
    if (marks.isEmpty() || nowMillis - marks.getLast().millis() >= resolutionMillis) {
      marks.add(new Mark(nowMillis, tick));
    }
    Mark first = marks.removeFirst();
    while (!marks.isEmpty() && marks.getFirst().millis() <= nowMillis - windowMillis) {
      first = marks.removeFirst();
    }
    marks.addFirst(first);
  }

  /** The earliest tick that must still be served, or an earlier one. */
  long earliestTick(long nowMillis) {
    Mark first = marks.peekFirst();
    return first == null || first.millis() > nowMillis - windowMillis ? 0 : first.tick();
  }
}
