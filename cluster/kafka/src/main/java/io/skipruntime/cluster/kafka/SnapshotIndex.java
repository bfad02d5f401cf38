package io.skipruntime.cluster.kafka;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The snapshots that a topic has, as far as its records were gone through. For one thread. */
final class SnapshotIndex {

  private static final long UNFINISHED = -1;
  private static final long GIVEN_UP_MILLIS = TimeUnit.MINUTES.toMillis(10);

  /**
   * A snapshot.
   *
   * @param place the place of the log that it is of
   * @param begin the offset of its first record
   * @param end the offset after its last one; -1 if it is not complete
   * @param millis when it was begun, in milliseconds since 1970
   * @param bytes how many bytes it has
   */
  record Known(String id, long place, long begin, long end, long millis, long bytes) {

    /** No snapshot. */
    static final Known NONE = new Known("", 0, 0, UNFINISHED, 0, 0);
  }

  private final Map<String, Known> all = new LinkedHashMap<>();

  /** Adds a record. */
  void add(long offset, long millis, SnapshotRecord record) {
    String id = record.id();
    switch (record.kind()) {
      case BEGIN -> all.put(id, new Known(id, record.place(), offset, UNFINISHED, millis, 0));
      case PART ->
          all.computeIfPresent(
              id,
              (same, each) ->
                  new Known(
                      id,
                      each.place(),
                      each.begin(),
                      UNFINISHED,
                      each.millis(),
                      each.bytes() + record.bytes().length));
      case END ->
          all.computeIfPresent(
              id,
              (same, each) ->
                  new Known(
                      id, each.place(), each.begin(), offset + 1, each.millis(), each.bytes()));
      case ABANDONED -> all.remove(id);
    }
  }

  /** Those that are complete, the newest first. */
  List<Known> complete() {
    return all.values().stream()
        .filter(each -> each.end() != UNFINISHED)
        .sorted(Comparator.comparingLong(Known::place).reversed())
        .toList();
  }

  /**
   * Whether a node is writing one that it began before an offset, and not so long ago that it must
   * have ended.
   */
  boolean isBeingKept(long beforeOffset, long nowMillis) {
    return all.values().stream()
        .anyMatch(each ->
            each.end() == UNFINISHED
                && each.begin() < beforeOffset
                && each.millis() > nowMillis - GIVEN_UP_MILLIS);
  }

  /** Forgets those that began before an offset. */
  void forgetBefore(long offset) {
    all.values().removeIf(each -> each.begin() < offset);
  }
}
