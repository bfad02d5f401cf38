package io.skipruntime;

import io.skipruntime.json.CanonicalKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sum of numbers of one type, exact whatever the order of updates.
 *
 * <ul>
 *   <li>{@code total} is exact: a {@code Long} as long as it fits one, else a {@code BigInteger};
 *       for floating point and decimals a {@code BigDecimal}, which holds every double exactly.
 *   <li>{@code result} rounds once, so that it depends on the values only and not on their history;
 *       for the same reason a decimal has no trailing zeros.
 * </ul>
 *
 * @param <N> type of the numbers
 */
record ExactSum<N extends Number>() implements Aggregator<N, ExactSum.Total<N>, N> {

  /** An exact total, with a sample of the numbers that tells their type. */
  record Total<N extends Number>(Number exact, N sample) {}

  @Override
  public @Nullable Total<N> initial() {
    return null;
  }

  @Override
  public Total<N> add(@Nullable Total<N> total, N value) {
    Number exact = exact(value);
    return new Total<>(total == null ? exact : plus(total.exact(), exact), value);
  }

  @Override
  public Total<N> remove(Total<N> total, N value) {
    return new Total<>(minus(total.exact(), exact(value)), total.sample());
  }

  @Override
  @SuppressWarnings("unchecked") // the result has the class of the sample
  public N result(Total<N> total) {
    Number exact = total.exact();
    if (exact instanceof Long && total.sample() instanceof Long) {
      return (N) exact;
    }
    Number result =
        switch (total.sample()) {
          case Long any -> fitting(exact, Long.MIN_VALUE, Long.MAX_VALUE);
          case Integer any ->
              Integer.valueOf((int) fitting(exact, Integer.MIN_VALUE, Integer.MAX_VALUE));
          case Double any -> Double.valueOf(finite(exact.doubleValue(), exact));
          case Float any -> Float.valueOf((float) finite(exact.floatValue(), exact));
          case BigInteger any -> wide(exact);
          case BigDecimal any -> (BigDecimal) CanonicalKey.of(exact);
          default -> exact;
        };
    return (N) result;
  }

  /** The exact total as a decimal number. */
  static BigDecimal decimal(Total<?> total) {
    return total.exact() instanceof BigDecimal decimal
        ? decimal
        : new BigDecimal(wide(total.exact()));
  }

  private static Number exact(Number value) {
    if (value instanceof Long) {
      return value;
    }
    return switch (value) {
      case Integer number -> number.longValue();
      case Double number -> new BigDecimal(number);
      case Float number -> new BigDecimal(number);
      case BigInteger number -> narrow(number);
      case BigDecimal number -> number;
      default ->
          throw new IllegalArgumentException(
              "an aggregator of numbers cannot add a "
                  + value.getClass().getName()
                  + "; it adds Integer, Long, Float, Double, BigInteger and BigDecimal");
    };
  }

  private static Number plus(Number x, Number y) {
    if (x instanceof Long a && y instanceof Long b) {
      long sum = a + b;
      boolean overflows = ((a ^ sum) & (b ^ sum)) < 0;
      return overflows ? BigInteger.valueOf(a).add(BigInteger.valueOf(b)) : (Number) sum;
    }
    if (x instanceof BigDecimal a && y instanceof BigDecimal b) {
      return a.add(b);
    }
    return narrow(wide(x).add(wide(y)));
  }

  private static Number minus(Number x, Number y) {
    if (x instanceof Long a && y instanceof Long b) {
      long difference = a - b;
      boolean overflows = ((a ^ b) & (a ^ difference)) < 0;
      return overflows
          ? BigInteger.valueOf(a).subtract(BigInteger.valueOf(b))
          : (Number) difference;
    }
    return plus(x, negated(y));
  }

  private static Number negated(Number value) {
    return value instanceof BigDecimal decimal ? decimal.negate() : narrow(wide(value).negate());
  }

  private static BigInteger wide(Number whole) {
    return whole instanceof BigInteger big ? big : BigInteger.valueOf(whole.longValue());
  }

  private static Number narrow(BigInteger whole) {
    return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
  }

  private static long fitting(Number exact, long least, long greatest) {
    if (exact instanceof Long number && number >= least && number <= greatest) {
      return number;
    }
    throw new ArithmeticException(
        "the sum " + exact + " is out of range; map the values to a wider type before summing");
  }

  private static double finite(double rounded, Number exact) {
    if (Double.isInfinite(rounded)) {
      throw new ArithmeticException("the sum " + exact + " is out of the range of its type");
    }
    return rounded;
  }
}
