package io.skipruntime;

import java.util.function.Function;

/**
 * The rows that {@link EagerCollection#window} looks at for each row: those of its partition, in an
 * order. Rows that are equal in the order are in that of their keys, then of the values of a key.
 *
 * <p>Immutable. The functions are pure, and capture immutable values only.
 *
 * @param partition makes what the rows of one partition have in common
 * @param order the order of the rows within a partition
 * @param <V> type of the values
 */
public record Window<V>(Function<? super V, ?> partition, Order<? super V> order) {

  /** All rows as one partition, in an order. */
  public static <V> Window<V> of(Order<? super V> order) {
    return new Window<>(All.INSTANCE, order);
  }

  /** A partition for each thing that a function makes of the rows. */
  public static <V> Window<V> by(Function<? super V, ?> partition, Order<? super V> order) {
    return new Window<>(partition, order);
  }

  private enum All implements Function<Object, Object> {
    INSTANCE;

    @Override
    public Object apply(Object value) {
      return true;
    }
  }
}
