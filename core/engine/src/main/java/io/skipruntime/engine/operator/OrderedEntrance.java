package io.skipruntime.engine.operator;

import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.Delta;
import io.skipruntime.engine.graph.Measurement;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.spi.GradualOrder;
import io.skipruntime.json.CanonicalOrder;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The entrance of a collection that is filled in steps itself, for nodes that are to see its
 * entries in an order: first it only notes where each entry belongs, and when all are there, {@link
 * #admit} moves them on.
 *
 * <ul>
 *   <li>Until it is complete, each key of the input either is in {@code waiting}, by the place of
 *       its entry, or has its entry among the contents.
 *   <li>A changed entry that waits gets the place it has then; one that has come in stays in.
 * </ul>
 */
final class OrderedEntrance extends EntranceNode {

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::group, CanonicalOrder.INSTANCE)
          .thenComparing(Place::rank, CanonicalOrder.INSTANCE)
          .thenComparing(Place::key, CanonicalOrder.INSTANCE);

  private final PureFunction function;
  private final BiFunction<Object, Object, Object> group;
  private final @Nullable BiFunction<Object, Object, Object> rank;
  private final NavigableMap<Place, Boolean> waiting = new TreeMap<>(ORDER);

  /** The place of an entry among all: the group, its rank there, and its key. */
  private record Place(Object group, Object rank, Object key) {}

  @SuppressWarnings("unchecked") // the typed API lets no other functions in
  private OrderedEntrance(
      NodeKey key, CollectionNode input, Object purpose, PureFunction function) {
    super(key, input, purpose);
    this.function = function;
    GradualOrder<Object, Object> order = (GradualOrder<Object, Object>) function.bound(this);
    this.group = (BiFunction<Object, Object, Object>) order.group();
    this.rank = (BiFunction<Object, Object, Object>) order.rank().orElse(null);
  }

  /** The node for a purpose; the input itself if that is not filled in steps. */
  static CollectionNode obtain(
      CollectionNode input, Object purpose, GradualOrder<?, ?> order, Transaction transaction) {
    PureFunction function = PureFunction.of(order, "gradually");
    NodeKey key =
        new NodeKey(OrderedEntrance.class, List.of(input), List.of(purpose, function.identity()));
    return obtain(
        key,
        input,
        transaction.isDrafting() && GradualStage.isAnyFilledLater(List.of(input)),
        () -> new OrderedEntrance(key, input, purpose, function),
        transaction);
  }

  @Override
  public long left() {
    return waiting.size();
  }

  @Override
  public void admit(int most, Transaction transaction) {
    Object last = null;
    for (int count = 0; !waiting.isEmpty(); count++) {
      Place place = waiting.firstKey();
      if (count >= most && (rank != null || !place.group.equals(last))) {
        break;
      }
      last = place.group;
      transaction.undo().put(waiting, place, null);
      apply(
          place.key,
          Objects.requireNonNull(input.contents().get(place.key), "what waits is in the input"),
          transaction);
    }
    transaction.applied(this);
    if (waiting.isEmpty()) {
      complete(transaction);
    }
  }

  @Override
  protected String functionText() {
    return purpose + function.fingerprint();
  }

  /** Begins without entries. */
  @Override
  protected void initialise(Transaction transaction) {
    TickMap.Cursor<Object, ValueList> cursor = input.contents().cursor();
    while (cursor.next()) {
      await(cursor.key(), cursor.value(), transaction);
    }
  }

  @Override
  void takeChanges(Delta delta, Transaction transaction) {
    for (int i = 0; i < delta.size(); i++) {
      Object key = delta.key(i);
      ValueList before = delta.before(i);
      ValueList after = delta.after(i);
      if (before != null && !stopsWaiting(key, before, transaction)) {
        apply(key, after, transaction);
      } else if (after != null) {
        await(key, after, transaction);
      }
    }
  }

  private boolean stopsWaiting(Object key, ValueList values, Transaction transaction) {
    Place place = place(key, values);
    boolean isWaiting = waiting.containsKey(place);
    if (isWaiting) {
      transaction.undo().put(waiting, place, null);
    }
    return isWaiting;
  }

  private void await(Object key, ValueList values, Transaction transaction) {
    transaction.step();
    transaction.undo().put(waiting, place(key, values), true);
  }

  /** The place of an entry, which is that of its first value. */
  private Place place(Object key, ValueList values) {
    Object value = values.getFirst();
    try {
      return new Place(
          Entering.key(group.apply(key, value)),
          rank == null ? true : Entering.key(rank.apply(key, value)),
          key);
    } catch (Throwable e) {
      throw failure(key, e);
    }
  }

  @Override
  protected void measure(Measurement measurement) {
    super.measure(measurement);
    measurement.addContributions(waiting.size());
  }
}
