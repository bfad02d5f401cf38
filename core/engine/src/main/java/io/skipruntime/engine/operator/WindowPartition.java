package io.skipruntime.engine.operator;

import io.skipruntime.Order;
import io.skipruntime.json.CanonicalOrder;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a {@link WindowNode} has in one partition, in the order of the window.
 *
 * <ul>
 *   <li>{@code end} is the value that the rows were last given as that of the first or last one;
 *       null before, and for functions that need no such value.
 * </ul>
 */
final class WindowPartition {

  /**
   * The place of a row among those of its partition.
   *
   * @param position what the order makes of the row's value
   * @param key the key of the row
   * @param index which of the values of the key it is
   */
  record Place(List<Object> position, Object key, int index) {}

  /**
   * A row.
   *
   * <ul>
   *   <li>{@code computed} is what the window function has made of its partition; null for a row
   *       that is new.
   *   <li>{@code state} is what the next row goes on from, if the function goes from row to row.
   *   <li>{@code result} is what the author's function has made of value and {@code computed}; null
   *       until it is asked for.
   * </ul>
   */
  static final class Row {
    final WindowPartition partition;
    final Place place;
    final Object value;
    @Nullable Object computed;
    @Nullable Object state;
    @Nullable Object result;

    Row(WindowPartition partition, Place place, Object value) {
      this.partition = partition;
      this.place = place;
      this.value = value;
    }
  }

  final Object key;
  final NavigableMap<Place, Row> rows;
  @Nullable Object end;

  /** A partition without rows. */
  WindowPartition(Object key, Order<Object> order) {
    this.key = key;
    this.rows =
        new TreeMap<>(
            Comparator.comparing(Place::position, order::compare)
                .thenComparing(Place::key, CanonicalOrder.INSTANCE)
                .thenComparingInt(Place::index));
  }
}
