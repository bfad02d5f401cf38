package io.skipruntime.jdbc;

import io.skipruntime.json.Json;
import io.skipruntime.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The state of a query's reads, which says where the next one begins. Immutable.
 *
 * <p>Where watermarks are concerned: a transaction gives its rows watermarks before it commits, so
 * a row may appear when greater watermarks have been read. If transactions take no longer than some
 * time, a row that appears after a read has a watermark that is not less than the greatest one of a
 * read that began this much earlier. So {@link #from} is that, and not the greatest watermark of
 * all. For the first read there is no earlier one, so all rows are read again when that time is
 * over.
 *
 * <ul>
 *   <li>{@code marks} are in the order of time; the first is {@link #from}.
 * </ul>
 *
 * @param contents the digest of all rows; empty if it is not known
 * @param marks greatest watermarks
 * @param recent the rows from {@link #from} on that were read last, by key: an array of the value,
 *     or without an element if the row counts as deleted; not all of them if they were many
 * @param fullReadMillis when all rows were read last, in milliseconds since 1970
 * @param firstReadNanos when the first read began, if rows that it missed for being late have not
 *     been read since
 */
record ReadState(
    Optional<String> contents,
    List<Mark> marks,
    Map<Json, Json> recent,
    long fullReadMillis,
    Optional<Long> firstReadNanos) {

  /** Nothing has been read. */
  static final ReadState NONE =
      new ReadState(Optional.empty(), List.of(), Map.of(), 0, Optional.empty());

  private static final String CONTENTS = "contents";
  private static final String FROM = "from";
  private static final String FULL = "full";

  /** The greatest watermark that a read met which began at a time, in nanoseconds. */
  record Mark(long nanos, Watermark greatest) {}

  /** From which watermark on the next read is to be; empty if it is to be of all rows. */
  Optional<Watermark> from() {
    return marks.isEmpty() ? Optional.empty() : Optional.of(marks.getFirst().greatest());
  }

  /**
   * Whether the next read is to be of all rows.
   *
   * @param fullReadEveryMillis how often all are to be read
   */
  boolean isFullReadDue(long nanos, long nowMillis, long lateMillis, long fullReadEveryMillis) {
    if (firstReadNanos.isPresent()
        && nanos - firstReadNanos.get() >= TimeUnit.MILLISECONDS.toNanos(lateMillis)) {
      return true;
    }
    long age = nowMillis - fullReadMillis;
    return marks.isEmpty() || age < 0 || age >= fullReadEveryMillis;
  }

  /** The marks after a read that began at a time, of which those that are needed. */
  static List<Mark> after(List<Mark> marks, Mark next, long lateMillis) {
    List<Mark> all = new ArrayList<>(marks);
    all.add(next);
    long late = TimeUnit.MILLISECONDS.toNanos(lateMillis);
    int first = 0;
    for (int i = 0; i < all.size(); i++) {
      if (next.nanos() - all.get(i).nanos() >= late) {
        first = i;
      }
    }
    return List.copyOf(all.subList(first, all.size()));
  }

  /** The state as JSON, to go on from after a restart. */
  Json json(String query) {
    Map<String, Json> members = new HashMap<>();
    members.put("query", Json.of(query));
    contents.ifPresent(digest -> members.put(CONTENTS, Json.of(digest)));
    from()
        .ifPresent(watermark -> {
          members.put(FROM, watermark.json());
          members.put(FULL, Json.of(firstReadNanos.isPresent() ? 0 : fullReadMillis));
        });
    return Json.object(members);
  }

  /**
   * The state that {@link #json} has given; {@link #NONE} if that was of another query.
   *
   * @param nanos the time now
   */
  static ReadState parse(Json json, String query, long nanos) {
    if (!(json instanceof JsonObject object)
        || !object.find("query").equals(Optional.of(Json.of(query)))) {
      return NONE;
    }
    List<Mark> marks =
        object
            .find(FROM)
            .flatMap(Watermark::parse)
            .map(watermark -> List.of(new Mark(nanos, watermark)))
            .orElse(List.of());
    return new ReadState(
        object.find(CONTENTS).map(Json::asString),
        marks,
        Map.of(),
        object.find(FULL).map(Json::asLong).orElse(0L),
        Optional.empty());
  }
}
