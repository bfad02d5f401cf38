package io.skipruntime.engine.operator;

import io.skipruntime.Order;
import io.skipruntime.engine.graph.CollectionNode;
import io.skipruntime.engine.graph.NodeKey;
import io.skipruntime.engine.graph.Transaction;
import io.skipruntime.engine.heap.TickMap;
import io.skipruntime.engine.heap.ValueList;
import io.skipruntime.engine.operator.ContributedValues.Place;
import io.skipruntime.engine.spi.Spread;
import io.skipruntime.json.CanonicalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operator {@code top}: of the values of each key the first in an order, sorted by it. Of a key
 * with many sources all values are kept in that order, so that a changed one costs O(log g) and the
 * values that are in the result.
 */
final class TopValuesNode extends ValuesNode<TopValuesNode.Sorted> implements ShardedOperator {

  /** The values of a key, sorted. */
  static final class Sorted extends ValuesNode.Kept {

    Sorted(Comparator<Place> order) {
      super(new ContributedValues(order));
    }
  }

  private record Placed(List<Object> position, Object value) {}

  private final PureFunction ordering;
  private final int count;
  private final Order<Object> order;
  private final Comparator<Place> places;

  private TopValuesNode(NodeKey key, CollectionNode input, PureFunction ordering, int count) {
    super(key, input);
    this.ordering = ordering;
    this.count = count;
    this.order = ordering.asOrder(this);
    this.places = Place.by(this::comparePositions, CanonicalOrder.INSTANCE);
    ordering.name(); // of a lambda, while its author's call goes on
  }

  @SuppressWarnings("unchecked") // positions are what the order makes
  private int comparePositions(Object one, Object other) {
    return order.compare((List<Object>) one, (List<Object>) other);
  }

  /** The node that keeps the first {@code count} values of each key in an order. */
  static TopValuesNode obtain(
      CollectionNode input, int count, Order<?> order, Transaction transaction) {
    return obtain(input, PureFunction.of(order, "top"), count, transaction);
  }

  private static TopValuesNode obtain(
      CollectionNode input, PureFunction ordering, int count, Transaction transaction) {
    NodeKey key =
        new NodeKey(TopValuesNode.class, List.of(input), List.of(ordering.identity(), count));
    return transaction.obtain(key, () -> new TopValuesNode(key, input, ordering, count));
  }

  @Override
  public Spread spread() {
    return Spread.BY_KEY;
  }

  @Override
  public TopValuesNode rebuild(Rebuilding at) {
    return obtain(at.input(input), ordering, count, at.transaction());
  }

  @Override
  public String describe() {
    return input.describe() + ".top(" + count + ", " + ordering.name() + ")";
  }

  @Override
  public String kind() {
    return "top";
  }

  @Override
  protected String functionText() {
    return ordering.fingerprint();
  }

  @Override
  Sorted empty() {
    return new Sorted(places);
  }

  @Override
  List<Object> position(Object value) {
    return Entering.position(order, value);
  }

  @Override
  @Nullable ValueList result(ValueList values) {
    List<Placed> sorted = new ArrayList<>(values.size());
    for (Object value : values) {
      sorted.add(new Placed(position(value), value));
    }
    sorted.sort((one, other) -> order.compare(one.position, other.position));
    return listOf(sorted.stream().limit(count).map(Placed::value).toList());
  }

  private static @Nullable ValueList listOf(List<Object> values) {
    return values.isEmpty() ? null : ValueList.copyOf(values);
  }

  @Override
  void changed(
      Sorted of,
      Object source,
      @Nullable ValueList before,
      @Nullable ValueList after,
      ValueList now) {}

  @Override
  void settle(Object key, Sorted of, ValueList now, Transaction transaction) {
    List<Object> first = new ArrayList<>();
    of.values.forgetBefore();
    TickMap.Cursor<Place, Object> cursor = of.values.places().cursor();
    while (first.size() < count && cursor.next()) {
      first.add(cursor.value());
    }
    apply(key, listOf(first), transaction);
  }
}
