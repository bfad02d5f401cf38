package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.json.CanonicalOrder;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The values of one key, each with the source that contributed it, in an order of their own: what a
 * node keeps of a key with many values, so that one that comes or goes costs O(log g).
 *
 * <ul>
 *   <li>{@code editor} is null unless a turn goes on.
 *   <li>{@code before} has the values before the turn, until it is forgotten.
 * </ul>
 */
final class ContributedValues {

  /**
   * A value.
   *
   * @param position where an order has it; what is compared first
   * @param source the key that contributed it; null only for the place before all others of the
   *     position
   * @param index which of the values of the source it is
   */
  record Place(Object position, @Nullable Object source, int index) {

    /** The order of places by position, then by source, then by index. */
    static Comparator<Place> by(Comparator<Object> positions, Comparator<Object> sources) {
      return (one, other) -> {
        int order = positions.compare(one.position, other.position);
        if (order != 0) {
          return order;
        }
        if (one.source == null || other.source == null) {
          return Boolean.compare(one.source != null, other.source != null);
        }
        order = sources.compare(one.source, other.source);
        return order != 0 ? order : Integer.compare(one.index, other.index);
      };
    }
  }

  private TickMap<Place, Object> places;
  private TickMap.@Nullable Editor<Place, Object> editor;
  private @Nullable TickMap<Place, Object> before;

  /** No values yet. */
  ContributedValues(Comparator<Place> order) {
    places = TickMap.empty(order);
  }

  /** Begins a turn: what it changes goes back if the transaction is taken back. */
  void begin(Transaction transaction) {
    TickMap<Place, Object> placesBefore = places;
    transaction.onRollBack(() -> {
      places = placesBefore;
      editor = null;
      before = null;
    });
    before = placesBefore;
    editor = places.edit(transaction.tick());
  }

  void put(Place place, Object value) {
    open().put(place, value);
  }

  void remove(Place place) {
    open().remove(place);
  }

  private TickMap.Editor<Place, Object> open() {
    TickMap.Editor<Place, Object> open = editor;
    if (open == null) {
      throw new IllegalStateException("no turn goes on");
    }
    return open;
  }

  /** Ends a turn. */
  void end(Transaction transaction) {
    places = open().build();
    editor = null;
    if (places.tombstones() > places.size()) {
      places = places.withoutTombstones(transaction.tick() - 1);
    }
  }

  /** Forgets the values before the last turn. */
  void forgetBefore() {
    before = null;
  }

  /** The source of the first value at a position; null if there is none. */
  @Nullable Object firstSource(Object position) {
    return firstSource(places, position);
  }

  /** The source of the first value that was at a position before the last turn, likewise. */
  @Nullable Object firstSourceBefore(Object position) {
    return before == null ? null : firstSource(before, position);
  }

  private static @Nullable Object firstSource(TickMap<Place, Object> of, Object position) {
    TickMap.Cursor<Place, Object> cursor = of.cursorFrom(new Place(position, null, 0));
    if (!cursor.next() || CanonicalOrder.INSTANCE.compare(cursor.key().position, position) != 0) {
      return null;
    }
    return cursor.key().source;
  }

  /** The values as of the end of the last turn, in order. */
  TickMap<Place, Object> places() {
    return places;
  }
}
