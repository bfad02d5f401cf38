package io.skipruntime.postgres;

import io.skipruntime.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The changes that one or several commits in a row made to a table, net for each key. For one
 * thread.
 *
 * <p>Within a commit two rows may have the same key for a while, where its constraint is deferred:
 * one that was there before, and one that came later, above it. Where the server sends whole old
 * rows, a row that leaves is told from the other by its values.
 *
 * <ul>
 *   <li>{@code rows} has the last row of each key; empty for a key that is gone. It is sorted, so
 *       that no keys make it slow
 *   <li>a row that misses values is that of its base before these changes, with other values
 *   <li>{@code above} has the keys whose row came while nothing had changed for the key
 * </ul>
 */
final class TableChanges {

  private final Map<Json, Optional<Row>> rows = new TreeMap<>();
  private Set<Json> above = new TreeSet<>();
  private boolean isTruncated;

  /** A new row, or one whose key was {@code row.base()}. */
  void put(Json key, Row row, @Nullable Row old) {
    Row complete = resolved(row);
    boolean hasMoved = !row.base().equals(key);
    if (hasMoved) {
      remove(row.base(), old);
    } else if (old != null && isBelow(key, old)) {
      return;
    }
    if (old == null || hasMoved) {
      if (!rows.containsKey(key)) {
        above.add(key);
      }
    }
    rows.put(key, Optional.of(complete));
  }

  private Row resolved(Row row) {
    if (row.isComplete()) {
      return row;
    }
    Optional<Row> before = rows.getOrDefault(row.base(), Optional.empty());
    return before.map(row::over).orElse(row);
  }

  /** Whether a row is the one that was there before the row that has its key now. */
  private boolean isBelow(Json key, Row old) {
    return rows.getOrDefault(key, Optional.empty()).filter(row -> !row.hasCellsOf(old)).isPresent();
  }

  /**
   * A row that is gone.
   *
   * @param old all of it; null if the server has sent the key alone
   */
  void remove(Json key, @Nullable Row old) {
    if (old == null) {
      rows.put(key, Optional.empty());
    } else if (isBelow(key, old)) {
      above.remove(key);
    } else if (above.remove(key)) {
      rows.remove(key);
    } else {
      rows.put(key, Optional.empty());
    }
  }

  /** All rows are gone. */
  void truncate() {
    rows.clear();
    above.clear();
    isTruncated = true;
  }

  /** Notes that the commit has ended, so that each key has one row. */
  void end() {
    above = Set.of();
  }

  /** Adds the changes of a later commit; both have ended. */
  void add(TableChanges later) {
    if (later.isTruncated) {
      rows.clear();
      isTruncated = true;
    }
    Map<Json, Optional<Row>> resolved = new TreeMap<>();
    later.rows.forEach((key, row) -> resolved.put(key, row.map(this::resolved)));
    rows.putAll(resolved);
  }

  /** The last row of each key; empty for one that is gone. */
  Map<Json, Optional<Row>> rows() {
    return rows;
  }

  /** Whether what was there before these changes is gone. */
  boolean isTruncated() {
    return isTruncated;
  }
}
