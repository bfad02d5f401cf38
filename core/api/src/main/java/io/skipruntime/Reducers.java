package io.skipruntime;

import io.skipruntime.json.CanonicalKey;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The built-in aggregators. {@link #sum}, {@link #average}, {@link #count}, {@link #all} and {@link
 * #any} take O(1) for a value that comes or goes. {@link #min}, {@link #max}, {@link #percentile}
 * and {@link #distinctCount} keep the values of each key in order and take O(log n), with n values
 * of the key; {@link #collect} takes what its result costs.
 */
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

  /**
   * The mean of numbers of the types that {@link #sum} takes. It is computed of their exact sum to
   * 60 digits, and is the double nearest to that, whatever the order of updates.
   */
  public static <N extends Number> Aggregator<N, ?, Double> average() {
    return new Average<>();
  }

  /**
   * The least value, in the order of the values' JSON. Of several that are the same JSON but not
   * written the same, such as 1.0 and 1.00, it is their form as a key.
   */
  public static <V> Aggregator<V, ?, V> min() {
    return new Least<>();
  }

  /** The greatest value, in the order of the values' JSON; see {@link #min}. */
  public static <V> Aggregator<V, ?, V> max() {
    return new Greatest<>();
  }

  /**
   * The value of which a share of the values are at or before it, in the order of their JSON: of n
   * values the one at rank ⌈{@code share} · n⌉, counted from 1, or the first.
   *
   * @param share from 0, for the least value, to 1, for the greatest
   * @throws IllegalArgumentException if {@code share} is out of range
   */
  public static <V> Aggregator<V, ?, V> percentile(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "percentile(" + share + "): the share must be from 0 to 1, such as 0.95");
    }
    return new Percentile<>(share);
  }

  /** The value in the middle, or the lower of the two: {@code percentile(0.5)}. */
  public static <V> Aggregator<V, ?, V> median() {
    return percentile(0.5);
  }

  /** The number of different values; those that are the same JSON count once. */
  public static <V> Aggregator<V, ?, Long> distinctCount() {
    return new DistinctCount<>();
  }

  /** All values as one list, in the order of their JSON. */
  public static <V> Aggregator<V, ?, List<V>> collect() {
    return new Collected<>();
  }

  /** Whether all values are as {@code condition} says. */
  public static <V> Aggregator<V, ?, Boolean> all(Predicate<? super V> condition) {
    return new Quantified<>(condition, true);
  }

  /** Whether at least one value is as {@code condition} says. */
  public static <V> Aggregator<V, ?, Boolean> any(Predicate<? super V> condition) {
    return new Quantified<>(condition, false);
  }

  /**
   * An aggregator over what a function makes of the values: {@code of(Book::pages, sum())}.
   *
   * @param of a pure function
   */
  public static <V, W, R> Aggregator<V, ?, R> of(
      Function<? super V, ? extends W> of, Aggregator<? super W, ?, R> aggregator) {
    return new Of<>(of, untyped(aggregator));
  }

  /**
   * What is made of the results of two aggregators over the same values.
   *
   * @param combine a pure function
   */
  public static <V, X, Y, R> Aggregator<V, ?, R> both(
      Aggregator<? super V, ?, X> one,
      Aggregator<? super V, ?, Y> other,
      BiFunction<? super X, ? super Y, ? extends R> combine) {
    return new Both<>(untyped(one), untyped(other), combine);
  }

  @SuppressWarnings("unchecked") // an aggregator is given back what it made
  private static <V, X> Aggregator<V, Object, X> untyped(Aggregator<? super V, ?, X> aggregator) {
    return (Aggregator<V, Object, X>) aggregator;
  }

  /** The number of values. */
  public static <V> Reducer<V, Long> count() {
    return new Count<>();
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

  /** An aggregator that keeps the values in order. */
  private interface Ordered<V, R> extends Aggregator<V, Bag<V>, R> {
    @Override
    default Bag<V> initial() {
      return Bag.empty();
    }

    @Override
    default Bag<V> add(@Nullable Bag<V> values, V value) {
      return bag(values).with(value);
    }

    @Override
    default Bag<V> remove(Bag<V> values, V value) {
      return values.without(value);
    }
  }

  private record Least<V>() implements Ordered<V, V> {
    @Override
    public V result(Bag<V> values) {
      return values.at(0);
    }
  }

  private record Greatest<V>() implements Ordered<V, V> {
    @Override
    public V result(Bag<V> values) {
      return values.at(values.size() - 1);
    }
  }

  private record Percentile<V>(double share) implements Ordered<V, V> {
    @Override
    public V result(Bag<V> values) {
      return values.at(Math.max(0, (long) Math.ceil(share * values.size()) - 1));
    }
  }

  private record Collected<V>() implements Ordered<V, List<V>> {
    @Override
    public List<V> result(Bag<V> values) {
      return values.toList();
    }
  }

  private record DistinctCount<V>() implements Aggregator<V, Bag<Object>, Long> {
    @Override
    public Bag<Object> initial() {
      return Bag.empty();
    }

    @Override
    public Bag<Object> add(@Nullable Bag<Object> values, V value) {
      return bag(values).with(CanonicalKey.of(value));
    }

    @Override
    public Bag<Object> remove(Bag<Object> values, V value) {
      return values.without(CanonicalKey.of(value));
    }

    @Override
    public Long result(Bag<Object> values) {
      return (long) values.distinct();
    }
  }

  private static <V> Bag<V> bag(@Nullable Bag<V> values) {
    return values == null ? Bag.empty() : values;
  }

  private record Quantified<V>(Predicate<? super V> condition, boolean isForAll)
      implements Aggregator<V, Quantified.Votes, Boolean> {

    /** The number of values, and of those that are as the condition says. */
    record Votes(long all, long those) {}

    @Override
    public Votes initial() {
      return new Votes(0, 0);
    }

    @Override
    public Votes add(@Nullable Votes votes, V value) {
      return changed(votes == null ? initial() : votes, value, 1);
    }

    @Override
    public Votes remove(Votes votes, V value) {
      return changed(votes, value, -1);
    }

    private Votes changed(Votes votes, V value, int by) {
      return new Votes(votes.all + by, condition.test(value) ? votes.those + by : votes.those);
    }

    @Override
    public Boolean result(Votes votes) {
      return isForAll ? votes.those == votes.all : votes.those > 0;
    }
  }

  private record Of<V, W, R>(
      Function<? super V, ? extends W> of, Aggregator<W, Object, R> aggregator)
      implements Aggregator<V, Object, R> {

    @Override
    public @Nullable Object initial() {
      return aggregator.initial();
    }

    @Override
    public Object add(@Nullable Object accumulated, V value) {
      return aggregator.add(accumulated, of.apply(value));
    }

    @Override
    public @Nullable Object remove(Object accumulated, V value) {
      return aggregator.remove(accumulated, of.apply(value));
    }

    @Override
    public R result(Object accumulated) {
      return aggregator.result(accumulated);
    }
  }

  private record Both<V, X, Y, R>(
      Aggregator<V, Object, X> one,
      Aggregator<V, Object, Y> other,
      BiFunction<? super X, ? super Y, ? extends R> combine)
      implements Aggregator<V, Both.Two, R> {

    /** The accumulators of both. */
    record Two(Object one, Object other) {}

    @Override
    public @Nullable Two initial() {
      return null;
    }

    @Override
    public Two add(@Nullable Two accumulated, V value) {
      return accumulated == null
          ? new Two(one.add(one.initial(), value), other.add(other.initial(), value))
          : new Two(one.add(accumulated.one, value), other.add(accumulated.other, value));
    }

    @Override
    public @Nullable Two remove(Two accumulated, V value) {
      Object left = one.remove(accumulated.one, value);
      Object right = left == null ? null : other.remove(accumulated.other, value);
      return left == null || right == null ? null : new Two(left, right);
    }

    @Override
    public R result(Two accumulated) {
      return combine.apply(one.result(accumulated.one), other.result(accumulated.other));
    }
  }
}
