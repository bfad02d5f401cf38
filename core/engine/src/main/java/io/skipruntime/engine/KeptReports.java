package io.skipruntime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reports of the last transactions, of which the oldest go. Not thread-safe.
 *
 * <ul>
 *   <li>{@code reports}, {@code bytes} and {@code ticks} are rings: the oldest is at {@code first},
 *       and {@code size} are there. What has to be known of a report that goes is beside it: the
 *       report was not looked at for long, and to do that would wait for the memory.
 *   <li>The rings grow up to {@code most}; {@code allBytes} is the sum of {@code bytes}, at most
 *       {@code mostBytes} unless there is only one report.
 *   <li>The numbers of the reports follow one another.
 * </ul>
 */
final class KeptReports {

  private static final int LEAST_ROOM = 16;

  private final int most;
  private final long mostBytes;
  private @Nullable PackedReport[] reports;
  private long[] bytes;
  private long[] ticks;
  private int first;
  private int size;
  private long allBytes;

  /**
   * No reports yet.
   *
   * @param most how many are kept; at least 1
   * @param mostBytes how many bytes they may occupy, unless there is only one
   */
  KeptReports(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
    int room = Math.min(most, LEAST_ROOM);
    reports = new PackedReport[room];
    bytes = new long[room];
    ticks = new long[room];
  }

  /** Adds the newest report, and drops those for which there is no room then. */
  void add(PackedReport next) {
    if (size == most) {
      dropOldest();
    } else if (size == reports.length) {
      grow();
    }
    int at = place(size);
    reports[at] = next;
    bytes[at] = next.bytes();
    ticks[at] = next.tick();
    size++;
    allBytes += bytes[at];
    while (size > 1 && allBytes > mostBytes) {
      reports[first] = null;
      dropOldest();
    }
  }

  private void dropOldest() {
    allBytes -= bytes[first];
    first = place(1);
    size--;
  }

  private void grow() {
    int room = (int) Math.min(most, 2L * size);
    @Nullable PackedReport[] grown = new PackedReport[room];
    long[] grownBytes = new long[room];
    long[] grownTicks = new long[room];
    for (int i = 0; i < size; i++) {
      int at = place(i);
      grown[i] = reports[at];
      grownBytes[i] = bytes[at];
      grownTicks[i] = ticks[at];
    }
    reports = grown;
    bytes = grownBytes;
    ticks = grownTicks;
    first = 0;
  }

  private int place(int index) {
    int at = first + index;
    return at < reports.length ? at : at - reports.length;
  }

  /** How many reports there are. */
  int size() {
    return size;
  }

  /** The tick of the oldest report; 0 if there is none. */
  long oldestTick() {
    return size == 0 ? 0 : ticks[first];
  }

  /** The newest reports, at most so many, the newest last. */
  List<PackedReport> newest(long limit) {
    int from = (int) Math.max(0, size - limit);
    List<PackedReport> newest = new ArrayList<>(size - from);
    for (int i = from; i < size; i++) {
      newest.add(Objects.requireNonNull(reports[place(i)]));
    }
    return newest;
  }
}
