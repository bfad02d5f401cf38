package io.skipruntime;

import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An order of values by what functions make of them: {@code
 * Order.by(User::age).descending().then(User::name)}. What they make is compared as JSON is, with
 * null before all else; values of which no function tells a difference are equal in this order.
 *
 * <p>Immutable. The functions are pure, and capture immutable values only.
 *
 * @param criteria the first criterion, the one that decides between equals of the first, and so on
 * @param <V> type of the values
 */
public record Order<V>(List<Criterion<V>> criteria) {

  /**
   * A part of an order.
   *
   * @param of gives what is compared; null comes before all else
   * @param isDescending whether the greatest comes first, and null last
   * @param <V> type of the values
   */
  public record Criterion<V>(Function<? super V, ?> of, boolean isDescending) {}

  /**
   * An order by some criteria.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Order {
    criteria = List.copyOf(criteria);
    if (criteria.isEmpty()) {
      throw new IllegalArgumentException("an order needs a criterion");
    }
  }

  /** The order by what a function makes of the values, the least first. */
  public static <V> Order<V> by(Function<? super V, ?> of) {
    return new Order<>(List.of(new Criterion<>(of, false)));
  }

  /** The order of the values' JSON, the least first. */
  public static <V> Order<V> natural() {
    return by(Itself.INSTANCE);
  }

  private enum Itself implements Function<Object, Object> {
    INSTANCE;

    @Override
    public Object apply(Object value) {
      return value;
    }
  }

  /** This order with its last criterion turned around: {@code then(f).descending()}. */
  public Order<V> descending() {
    List<Criterion<V>> turned = new ArrayList<>(criteria);
    Criterion<V> last = turned.removeLast();
    turned.add(new Criterion<>(last.of(), !last.isDescending()));
    return new Order<>(turned);
  }

  /** This order, and among its equals the one by what {@code of} makes of them. */
  public Order<V> then(Function<? super V, ?> of) {
    List<Criterion<V>> more = new ArrayList<>(criteria);
    more.add(new Criterion<>(of, false));
    return new Order<>(more);
  }

  /** What the criteria make of a value, for {@link #compare}. */
  public List<Object> position(V value) {
    List<Object> position = new ArrayList<>(criteria.size());
    for (Criterion<V> criterion : criteria) {
      @Nullable Object part = criterion.of().apply(value);
      position.add(part == null ? Json.NULL : part);
    }
    return position;
  }

  /** Compares two values by their {@link #position}, as a comparator does. */
  public int compare(List<Object> one, List<Object> other) {
    for (int i = 0; i < criteria.size(); i++) {
      int order = CanonicalOrder.INSTANCE.compare(one.get(i), other.get(i));
      if (order != 0) {
        return criteria.get(i).isDescending() ? -order : order;
      }
    }
    return 0;
  }
}
