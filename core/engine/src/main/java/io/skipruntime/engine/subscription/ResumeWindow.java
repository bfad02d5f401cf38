package io.skipruntime.engine.subscription;

import io.skipruntime.engine.spi.ResumeMark;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Which ticks a subscriber may still resume from. Deletions before them need not be remembered.
 *
 * <ul>
 *   <li>{@code marks} are in the order of time and tick, at least {@code resolutionMillis} apart;
 *       all but the first are within the window. So there are at most as many as fit into it.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class ResumeWindow {

  /** At some time the service was at some tick. */
  private static final class Mark {
    final long millis;
    long tick;

    Mark(long millis, long tick) {
      this.millis = millis;
      this.tick = tick;
    }
  }

  private static final int MARKS = 64;

  private final long windowMillis;
  private final long resolutionMillis;
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  /** A window of so many milliseconds, without ticks yet. */
  public ResumeWindow(long windowMillis) {
    this.windowMillis = windowMillis;
    this.resolutionMillis = Math.max(1, windowMillis / MARKS);
  }

  /** The marks that there are, in order. */
  public synchronized List<ResumeMark> marks() {
    return marks.stream().map(mark -> new ResumeMark(mark.millis, mark.tick)).toList();
  }

  /** Begins with marks of an earlier process, in order. */
  public synchronized void restore(List<ResumeMark> earlier) {
    earlier.forEach(mark -> marks.add(new Mark(mark.millis(), mark.tick())));
  }

  /** Notes that a tick was committed. */
  public synchronized void committed(long tick, long nowMillis) {
    Mark last = marks.peekLast();
    if (last != null && last.millis == nowMillis) {
      last.tick = tick;
    } else if (last == null || nowMillis - last.millis >= resolutionMillis) {
      marks.add(new Mark(nowMillis, tick));
      forgetBefore(nowMillis - windowMillis);
    }
  }

  /** Forgets all marks up to a time, but the last of them. */
  private void forgetBefore(long millis) {
    Mark first = marks.removeFirst();
    while (!marks.isEmpty() && marks.getFirst().millis <= millis) {
      first = marks.removeFirst();
    }
    marks.addFirst(first);
  }

  /** The earliest tick that must still be served, or an earlier one. */
  public synchronized long earliestTick(long nowMillis) {
    Mark first = marks.peekFirst();
    return first == null || first.millis > nowMillis - windowMillis ? 0 : first.tick;
  }
}
