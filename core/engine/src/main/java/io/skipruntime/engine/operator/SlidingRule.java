package io.skipruntime.engine.operator;

import io.skipruntime.Aggregator;
import io.skipruntime.engine.operator.WindowPartition.Place;
import io.skipruntime.engine.operator.WindowPartition.Row;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rule of functions of a row and of some before it, or after it: a change concerns the row
 * itself and as many in the other direction. These are gone through once, with the rows that the
 * function sees in a queue.
 *
 * @param reach how many rows before it a row depends on
 * @param isBackwards whether it is those after it
 * @param aggregator what the rows are given to; null if only the farthest counts
 */
record SlidingRule(
    int reach, boolean isBackwards, @Nullable Aggregator<Object, Object, Object> aggregator)
    implements WindowRule {

  @Override
  public void follow(
      WindowPartition partition,
      NavigableSet<Place> touched,
      Target target,
      JoinSide.Failing failing) {
    NavigableMap<Place, Row> rows = isBackwards ? partition.rows.descendingMap() : partition.rows;
    NavigableSet<Place> places = isBackwards ? touched.descendingSet() : touched;
    Place next = places.isEmpty() ? null : places.first();
    while (next != null) {
      next = followFrom(next, rows, places, target, failing);
    }
  }

  /**
   * Goes through the rows that depend on a touched place, and on those that follow closely.
   *
   * @return the next touched place; null if there is none
   */
  private @Nullable Place followFrom(
      Place first,
      NavigableMap<Place, Row> rows,
      NavigableSet<Place> places,
      Target target,
      JoinSide.Failing failing) {
    Comparator<? super Place> order = Objects.requireNonNull(rows.comparator());
    Frame frame = null;
    Place next = first;
    long left = 0;
    for (Row row : rows.tailMap(first, true).values()) {
      while (next != null && order.compare(next, row.place) <= 0) {
        left = order.compare(next, row.place) == 0 ? reach + 1L : Math.max(left, reach);
        next = places.higher(next);
      }
      if (left-- == 0) {
        return next;
      }
      try {
        if (frame == null) {
          frame = frameBefore(row, rows);
        }
        frame.add(row);
        target.computed(row, null, frame.computed());
      } catch (Throwable e) {
        throw failing.failure(row.place.key(), e);
      }
    }
    return null;
  }

  /** The frame of the row before a row. */
  private Frame frameBefore(Row row, NavigableMap<Place, Row> rows) {
    ArrayDeque<Object> before = new ArrayDeque<>();
    for (Row each : rows.headMap(row.place, false).descendingMap().values()) {
      if (before.size() == reach) {
        break;
      }
      before.addFirst(each.value);
    }
    return new Frame(before);
  }

  /** The rows that the function sees for one row, which is the last of them. */
  private final class Frame {

    private final ArrayDeque<Object> values;
    private @Nullable Object accumulated;

    Frame(ArrayDeque<Object> values) {
      this.values = values;
      accumulated = folded();
    }

    private @Nullable Object folded() {
      if (aggregator == null) {
        return null;
      }
      Object all = aggregator.initial();
      for (Object value : values) {
        all = aggregator.add(all, value);
      }
      return all;
    }

    void add(Row row) {
      values.addLast(row.value);
      Object oldest = values.size() > reach + 1L ? values.removeFirst() : null;
      if (aggregator == null) {
        return;
      }
      accumulated = aggregator.add(accumulated, row.value);
      if (oldest != null) {
        accumulated = aggregator.remove(accumulated, oldest);
        if (accumulated == null) {
          accumulated = folded();
        }
      }
    }

    Object computed() {
      if (aggregator == null) {
        return values.size() > reach ? Optional.of(values.getFirst()) : Optional.empty();
      }
      return Objects.requireNonNull(
          aggregator.result(Objects.requireNonNull(accumulated)),
          "an aggregator's result returned null");
    }
  }
}
