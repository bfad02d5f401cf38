package io.skipruntime;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * The mean of numbers, computed from their exact sum, so that it does not depend on the order of
 * updates.
 *
 * @param <N> type of the numbers
 */
record Average<N extends Number>() implements Aggregator<N, Average.Parts<N>, Double> {

  private static final MathContext PRECISION = new MathContext(60);

  /** The parts of a mean. */
  record Parts<N extends Number>(ExactSum.Total<N> sum, long count) {}

  @Override
  public @Nullable Parts<N> initial() {
    return null;
  }

  @Override
  public Parts<N> add(@Nullable Parts<N> parts, N value) {
    ExactSum<N> sums = new ExactSum<>();
    return parts == null
        ? new Parts<>(sums.add(null, value), 1)
        : new Parts<>(sums.add(parts.sum, value), parts.count + 1);
  }

  @Override
  public Parts<N> remove(Parts<N> parts, N value) {
    return new Parts<>(new ExactSum<N>().remove(parts.sum, value), parts.count - 1);
  }

  @Override
  public Double result(Parts<N> parts) {
    BigDecimal sum = ExactSum.decimal(parts.sum);
    double mean = sum.divide(BigDecimal.valueOf(parts.count), PRECISION).doubleValue();
    if (Double.isInfinite(mean)) {
      throw new ArithmeticException("the mean is out of the range of a double");
    }
    return mean;
  }
}
