package io.skipruntime;

import io.skipruntime.json.CanonicalKey;
import io.skipruntime.json.CanonicalOrder;
import io.skipruntime.json.CanonicalValue;
import org.jspecify.annotations.Nullable;

/** The built-in aggregators: {@link #sum}, {@link #min}, {@link #max} and {@link #count}. */
public final class Reducers {

  private Reducers() {}

  /**
   * The sum of numbers of one type: {@code Integer}, {@code Long}, {@code Float}, {@code Double},
   * {@code BigInteger} or {@code BigDecimal}. It is exact whatever the order of updates: a sum of
   * doubles is the double nearest to the true sum.
   *
   * <p>The computation fails with an {@link ArithmeticException} if the sum does not fit the type.
   */
  public static <N extends Number> Aggregator<N, ?, N> sum() {
    return new ExactSum<>();
  }

  /** The least value, in the order of the values' JSON. */
  public static <V> Reducer<V, V> min() {
    return new Least<>();
  }

  /** The greatest value, in the order of the values' JSON. */
  public static <V> Reducer<V, V> max() {
    return new Greatest<>();
  }

  /** The number of values. */
  public static <V> Reducer<V, Long> count() {
    return new Count<>();
  }

  /**
   * The first of two values if {@code order} is negative, the second if it is positive. Of two that
   * are the same JSON but not written the same, such as 1.0 and 1.00, it is their form as a key, so
   * that the order in which values are added makes no difference.
   */
  @SuppressWarnings("unchecked") // a normal form has the class of the value
  private static <V> V ofTwo(V one, V other, int order) {
    if (order == 0) {
      return CanonicalValue.areSame(one, other) ? one : (V) CanonicalKey.of(one);
    }
    return order < 0 ? one : other;
  }

  private record Least<V>() implements Reducer<V, V> {
    @Override
    public @Nullable V initial() {
      return null;
    }

    @Override
    public V add(@Nullable V least, V value) {
      return least == null
          ? value
          : ofTwo(least, value, CanonicalOrder.INSTANCE.compare(least, value));
    }

    @Override
    public @Nullable V remove(V least, V value) {
      return CanonicalOrder.INSTANCE.compare(value, least) > 0 ? least : null;
    }
  }

  private record Greatest<V>() implements Reducer<V, V> {
    @Override
    public @Nullable V initial() {
      return null;
    }

    @Override
    public V add(@Nullable V greatest, V value) {
      return greatest == null
          ? value
          : ofTwo(greatest, value, CanonicalOrder.INSTANCE.compare(value, greatest));
    }

    @Override
    public @Nullable V remove(V greatest, V value) {
      return CanonicalOrder.INSTANCE.compare(value, greatest) < 0 ? greatest : null;
    }
  }

  private record Count<V>() implements Reducer<V, Long> {
    @Override
    public Long initial() {
      return 0L;
    }

    @Override
    public Long add(@Nullable Long count, V value) {
      return count == null ? 1L : count + 1;
    }

    @Override
    public Long remove(Long count, V value) {
      return count - 1;
    }
  }
}
